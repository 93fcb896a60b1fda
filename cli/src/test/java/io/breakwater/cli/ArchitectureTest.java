package io.breakwater.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may know whom (design, "The house"). */
class ArchitectureTest {
    private static final String ROOT = "io.breakwater.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.breakwater");

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "registry", "broker", "testkit", "ingest", "replicator", "auditor", "cli"})
    void everyModuleIsLookedAt(String module) {
        assertFalse(CLASSES.that(inModule(module)).isEmpty(), module);
    }

    @Test
    void schemasAndRegistryDoNotKnowEachOther() {
        check(module("schemas").dependOnClassesThat().resideInAPackage(in("registry")));
        check(module("registry").dependOnClassesThat().resideInAPackage(in("schemas")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "registry"})
    void foundationsKnowNoRole(String module) {
        check(module(module)
                .dependOnClassesThat()
                .resideInAnyPackage(
                        in("broker"), in("testkit"), in("ingest"), in("replicator"), in("auditor"), in("cli")));
    }

    @Test
    void rolesNeverMeet() {
        var roles = List.of("ingest", "replicator", "auditor");
        for (var role : roles) {
            var others = roles.stream().filter(other -> !other.equals(role)).toList();
            check(module(role)
                    .dependOnClassesThat()
                    .resideInAnyPackage(in(others.getFirst()), in(others.getLast()), in("broker"), in("cli")));
        }
    }

    @Test
    void ingestNeverTouchesARegistry() {
        check(module("ingest").dependOnClassesThat().resideInAPackage(in("registry")));
    }

    @Test
    void registryKnowsNoKafka() {
        check(module("registry").dependOnClassesThat().resideInAPackage("org.apache.kafka.."));
    }

    @Test
    void coresDecideAndDoNothing() {
        check(noClasses()
                .that()
                .resideInAPackage("io.breakwater..core..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.vertx..", "java.net..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis"));
    }

    @Test
    void onlyTheDemoUsesTheTestkit() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(in("testkit"), "io.breakwater.cli.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("testkit")));
    }

    @Test
    void nobodyKnowsTheCommand() {
        check(classes()
                .that()
                .resideInAPackage(in("cli"))
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAPackage(in("cli")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"schemas", "registry", "broker", "testkit", "ingest", "replicator", "auditor", "cli"})
    void packagesOfAModuleHaveNoCycle(String module) {
        check(slices().assignedFrom(new PackagesOf(module)).should().beFreeOfCycles());
    }

    /**
     * Each package is a slice of its own, the module's top package included; but for the command's, where the commands of
     * all packages meet.
     */
    private record PackagesOf(String module) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return inModule(module).test(type) && !type.getPackageName().equals(ROOT + "cli")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages of " + module;
        }
    }

    private static ClassesShould module(String name) {
        return noClasses().that().resideInAPackage(in(name)).should();
    }

    private static DescribedPredicate<JavaClass> inModule(String name) {
        return JavaClass.Predicates.resideInAPackage(in(name));
    }

    private static String in(String module) {
        return ROOT + module + "..";
    }

    /** A module may be without classes of a kind, such as a core. */
    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }
}
