package io.breakwater.testkit.proxy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Which request meets which fault: the first rule that matches and is not used up. Thread-safe. */
final class Rules {
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    private record Rule(Predicate<Seen> request, Fault fault, AtomicInteger left) {
        boolean take(Seen seen) {
            return request.test(seen) && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
        }
    }

    void add(Predicate<Seen> request, Fault fault, int times) {
        rules.add(new Rule(request, fault, new AtomicInteger(times)));
    }

    Optional<Fault> take(Seen seen) {
        return rules.stream().filter(rule -> rule.take(seen)).map(Rule::fault).findFirst();
    }
}
