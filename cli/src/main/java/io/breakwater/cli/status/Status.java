package io.breakwater.cli.status;

import io.breakwater.cli.progress.CountProgress;
import io.breakwater.replicator.JobsUnderWay;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The present state; what is printed as JSON.
 *
 * @param jobs of the replicator that answers at the operations port; absent if none does
 * @param drift how many images have each verdict
 * @param deadLetters how many are open
 * @param attention what needs somebody, and the command to begin with
 */
record Status(
        Instant at,
        RegistryState primary,
        RegistryState standby,
        Group group,
        List<Lag> lag,
        Optional<JobsUnderWay> jobs,
        Ledger ledger,
        Map<Verdict, Long> drift,
        long deadLetters,
        List<String> attention) {
    /** Longer than a copy takes, shorter than anybody waits for an image. */
    private static final Duration LATE = Duration.ofMinutes(5);

    /**
     * One registry, as it answers this machine.
     *
     * @param up whether it answers and lets us in
     * @param problem why not
     */
    record RegistryState(String host, boolean up, long millis, Optional<String> problem) {}

    /**
     * The replicators.
     *
     * @param state in Kafka's words; NONE if there has never been one
     */
    record Group(String id, String state, int members) {}

    /**
     * What is not done of one topic.
     *
     * @param open records
     * @param oldestSeconds age of the oldest of them; absent if there is none
     */
    record Lag(String topic, long open, Optional<Long> oldestSeconds) {}

    /** Outcomes since {@code since}. */
    record Ledger(Instant since, Map<Outcome, Long> outcomes, long bytesSent) {}

    /** What needs somebody. */
    static List<String> attention(
            RegistryState primary,
            RegistryState standby,
            Group group,
            List<Lag> lag,
            Map<Verdict, Long> drift,
            long deadLetters) {
        var attention = new ArrayList<String>();
        primary.problem().ifPresent(why -> attention.add("The primary cannot be used: " + why));
        standby.problem().ifPresent(why -> attention.add("The standby cannot be used: " + why));
        if (group.members() == 0) {
            attention.add("No replicator runs: nothing is copied. Start one with 'breakwater replicator' or 'up'.");
        }
        lag.stream()
                .filter(one ->
                        one.oldestSeconds().map(age -> age > LATE.toSeconds()).orElse(false))
                .forEach(one -> attention.add("The oldest open record of " + one.topic() + " is not done after "
                        + CountProgress.time(
                                Duration.ofSeconds(one.oldestSeconds().orElse(0L)))
                        + "; /jobs and /readyz of the replicators and their log say how it gets on."));
        var drifted = drift.entrySet().stream()
                .filter(entry -> entry.getKey().isDrift())
                .mapToLong(Map.Entry::getValue)
                .sum();
        if (drifted > 0) {
            attention.add("Drift is found on " + CountProgress.counted(drifted, "image", "images")
                    + ": see 'breakwater drift'.");
        }
        if (deadLetters > 0) {
            attention.add("Open: " + CountProgress.counted(deadLetters, "dead letter", "dead letters")
                    + ", see 'breakwater dead-letters list'.");
        }
        return List.copyOf(attention);
    }
}
