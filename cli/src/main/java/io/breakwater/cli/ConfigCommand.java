package io.breakwater.cli;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.config.Configuration.Credentials;
import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.cli.config.KafkaSettings;
import io.breakwater.cli.config.SecretSetting;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.registry.reference.Reference;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "config", description = "Look into a configuration.", subcommands = ConfigCommand.Check.class)
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with it: config check");
    }

    /** Reads everything that a start would read, and shows what becomes of repositories. */
    @Command(
            name = "check",
            description = {
                "Check a configuration with all of its secrets, and show what repositories become.",
                "Contacts nobody."
            })
    static final class Check implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Mixin
        private OutputOption output = new OutputOption();

        @Parameters(
                paramLabel = "REPOSITORY",
                arity = "0..*",
                description = "Repositories of the primary, without host (default: an example for each rule).")
        private List<String> repositories = List.of();

        @Override
        public Integer call() {
            var configuration = config.read();
            passwords(configuration).forEach(SecretSetting::read);
            configuration.ingest().readSecrets();
            var report = report(configuration);
            if (output.isJson()) {
                output.printJson(report);
            } else {
                report.lines().forEach(output.out()::println);
            }
            return ExitCode.DONE;
        }

        private Report report(Configuration configuration) {
            var asked = repositories.isEmpty()
                    ? configuration.mapping().rules().stream()
                            .map(Check::example)
                            .toList()
                    : repositories;
            return new Report(
                    configuration.file().toString(),
                    Registry.of(configuration.primary()),
                    Registry.of(configuration.standby()),
                    kafka(configuration.kafka()),
                    configuration.mapping().rules(),
                    asked.stream().map(name -> named(configuration, name)).toList());
        }

        private Repository named(Configuration configuration, String name) {
            try {
                Reference.checkRepository(name);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
            return new Repository(
                    configuration.primary().host() + "/" + name,
                    configuration
                            .mapping()
                            .toStandby(name)
                            .map(standby -> configuration.standby().host() + "/" + standby));
        }

        private static String example(MappingRule rule) {
            return rule.from().isEmpty() ? "app" : rule.from() + "/app";
        }

        private static String kafka(KafkaSettings kafka) {
            return switch (kafka) {
                case KafkaSettings.Embedded embedded -> "embedded, data in " + embedded.data();
                case KafkaSettings.Cluster cluster -> cluster.bootstrapServers();
            };
        }

        private static Stream<SecretSetting> passwords(Configuration configuration) {
            return Stream.of(configuration.primary(), configuration.standby())
                    .map(RegistrySettings::credentials)
                    .flatMap(login ->
                            login instanceof Credentials.Basic basic ? Stream.of(basic.password()) : Stream.of());
        }
    }

    /** @param login how it is logged in to; never a secret */
    record Registry(String host, String login) {
        static Registry of(RegistrySettings settings) {
            return new Registry(
                    settings.host().toString(), settings.credentials().summary());
        }
    }

    /** @param standby absent if it is not copied */
    record Repository(String primary, Optional<String> standby) {}

    /** What was found to be right. */
    record Report(
            String file,
            Registry primary,
            Registry standby,
            String kafka,
            List<MappingRule> rules,
            List<Repository> repositories) {
        Stream<String> lines() {
            return Stream.of(
                            Stream.of(
                                    file + " is good.",
                                    "",
                                    "primary   " + primary.host() + ", " + primary.login(),
                                    "standby   " + standby.host() + ", " + standby.login(),
                                    "kafka     " + kafka,
                                    ""),
                            rules.stream().map(rule -> "rule      " + rule),
                            repositories.stream()
                                    .map(repository -> repository.primary() + " -> "
                                            + repository.standby().orElse("not copied: no rule matches")))
                    .flatMap(lines -> lines);
        }
    }
}
