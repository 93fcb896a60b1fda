package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.testkit.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What copies that go on at once have in common is brought once: a base image, an index's child. */
class SharedBaseIT extends CountedCopies {
    private static final int SERVICES = 20;
    private static final Blob BASE = Blob.random(1, 1_500_000);

    SharedBaseIT() throws IOException {}

    private static Manifest service(int number) {
        return Images.image(config(number), BASE);
    }

    private static Blob config(int number) {
        return Blob.of("{\"service\":" + number + "}");
    }

    private void push(String name) {
        push(name, _ -> source);
    }

    private void push(String name, IntFunction<Registry> sources) {
        IntStream.range(0, SERVICES)
                .forEach(number ->
                        Images.push(sources.apply(number), name + number, "v1", service(number), config(number), BASE));
        sourceFace.forget();
    }

    private List<CopyReport> copyAtOnce(String name) throws InterruptedException, ExecutionException {
        var copier = parallelCopier();
        return copyAtOnce(name, _ -> copier);
    }

    private List<CopyReport> copyAtOnce(String name, IntFunction<Copier> copiers)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var orders = IntStream.range(0, SERVICES)
                    .mapToObj(number -> new CopyOrder(
                            name + number,
                            service(number).digest(),
                            name + number,
                            Optional.of("v1"),
                            TagGate.ALWAYS,
                            CopyListener.SILENT))
                    .toList();
            var copies = IntStream.range(0, SERVICES)
                    .<Callable<CopyReport>>mapToObj(number ->
                            () -> copiers.apply(number).copy(orders.get(number)).report())
                    .toList();
            var reports = new ArrayList<CopyReport>();
            for (var copy : threads.invokeAll(copies)) {
                reports.add(copy.get());
            }
            return reports;
        }
    }

    private long puts() {
        return targetFace.seen().stream()
                .filter(seen -> seen.method().equals("PUT")
                        && seen.path().contains(BASE.digest().hex()))
                .count();
    }

    @Test
    void theBaseIsReadAndSentOnceAndMountedForTheOthers() throws InterruptedException, ExecutionException {
        push("once-");

        var reports = copyAtOnce("once-");

        assertEquals(
                1,
                sourceFace.requests("GET /v2/once-").stream()
                        .filter(request -> request.contains(BASE.digest().toString()))
                        .count());
        assertSentOnce(reports);
    }

    /** Of the base alone; each service has a configuration of its own. */
    private void assertSentOnce(List<CopyReport> reports) {
        assertEquals(1, puts());
        assertEquals(
                SERVICES - 1,
                reports.stream().mapToInt(CopyReport::blobsMounted).sum());
        assertEquals(
                SERVICES + 1, reports.stream().mapToInt(CopyReport::blobsSent).sum());
        var own = IntStream.range(0, SERVICES)
                .mapToLong(number -> service(number).size() + config(number).bytes().length)
                .sum();
        assertEquals(
                BASE.bytes().length + own,
                reports.stream().mapToLong(CopyReport::bytesSent).sum());
    }

    @Test
    void theBaseOfServicesFromTwoSourcesIsSentOnce() throws IOException, InterruptedException, ExecutionException {
        try (var process = new RegistryProcess();
                var other = new Registry(process.config())) {
            push("both-", number -> number % 2 == 0 ? source : other);
            var copier = parallelCopier();
            var fromOther = copier.from(other);

            var reports = copyAtOnce("both-", number -> number % 2 == 0 ? copier : fromOther);

            assertSentOnce(reports);
        }
    }

    @Test
    void whatOneSourceHasBroughtIsMountedForAnother() throws IOException {
        try (var process = new RegistryProcess();
                var other = new Registry(process.config())) {
            Images.push(source, "ours", "v1", service(0), config(0), BASE);
            Images.push(other, "theirs", "v1", service(1), config(1), BASE);
            var copier = parallelCopier();
            copier.copy(order("ours", "v1", service(0)));

            var report =
                    copier.from(other).copy(order("theirs", "v1", service(1))).report();

            assertEquals(1, report.blobsMounted());
            assertEquals(1, report.blobsSent());
        }
    }

    @Test
    void tagsOfOneRepositoryTakeABlobOfAnotherOnce() throws InterruptedException, ExecutionException {
        Images.push(source, "base", "v1", Images.image(BASE), BASE);
        IntStream.range(0, SERVICES)
                .forEach(number -> Images.push(source, "tags", "v" + number, service(number), config(number), BASE));
        var copier = parallelCopier();
        copier.copy(copier.order("base", "v1", "base", "v1").orElseThrow());
        targetFace.forget();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var copies = IntStream.range(0, SERVICES)
                    .<Callable<?>>mapToObj(
                            number -> () -> copier.copy(copier.order("tags", "v" + number, "tags", "v" + number)
                                    .orElseThrow()))
                    .toList();
            for (var copy : copies.stream().map(threads::submit).toList()) {
                copy.get();
            }
        }

        assertEquals(
                1, targetFace.requests("mount=sha256%3A" + BASE.digest().hex()).size());
        assertEquals(0, puts());
    }

    @Test
    void whenTheFirstUploadFailsAnotherTakesItsPlace() throws InterruptedException, ExecutionException {
        push("again-");
        targetFace.first(1, "PUT", BASE.digest().hex(), Face.error(500, "UNKNOWN"));

        var reports = copyAtOnce("again-");

        assertEquals(2, puts());
        assertEquals(
                SERVICES + 1, reports.stream().mapToInt(CopyReport::blobsSent).sum());
    }

    /** Two that write it at once make distribution 2.8 refuse the index that the one has brought and the other verifies. */
    @Test
    void childOfAnIndexIsPutOnce() throws InterruptedException, ExecutionException {
        var child = Images.image(CONFIG, LAYER);
        var index = Images.index(child);
        Images.push(source, "index", child.digest().toString(), child, CONFIG, LAYER);
        Images.push(source, "index", "v1", index);
        var both = new CountDownLatch(2);
        targetFace.rule(exchange -> {
            // Both have to have heard that it is not there.
            if (exchange.getRequestMethod().equals("HEAD")
                    && exchange.getRequestURI().getPath().endsWith("/index/manifests/" + child.digest())) {
                both.countDown();
                awaitIt(both);
            }
            return false;
        });
        var copier = parallelCopier();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var copies = Stream.of("v1", "v2")
                    .<Callable<CopyResult>>map(tag -> () -> copier.copy(new CopyOrder(
                            "index", index.digest(), "index", Optional.of(tag), TagGate.ALWAYS, CopyListener.SILENT)))
                    .toList();
            for (var copy : threads.invokeAll(copies)) {
                copy.get();
            }
        }

        assertEquals(
                1,
                targetFace.requests("PUT /v2/index/manifests/" + child.digest()).size());
    }

    /** The same root without a tag: what has an event of its own may be somebody's child. */
    @Test
    void manifestThatIsCopiedWithoutATagIsPutOnce() throws InterruptedException {
        var manifest = Images.image(CONFIG, LAYER);
        Images.push(source, "untagged", manifest.digest().toString(), manifest, CONFIG, LAYER);
        var both = new CountDownLatch(2);
        targetFace.rule(exchange -> {
            // Both have to have heard that it is not there.
            if (exchange.getRequestMethod().equals("HEAD")
                    && exchange.getRequestURI().getPath().endsWith("/untagged/manifests/" + manifest.digest())) {
                both.countDown();
                awaitIt(both);
            }
            return false;
        });
        var copier = parallelCopier();
        var order = new CopyOrder(
                "untagged", manifest.digest(), "untagged", Optional.empty(), TagGate.ALWAYS, CopyListener.SILENT);
        var results = new ConcurrentLinkedQueue<CopyResult>();
        var copies = Stream.generate(() -> Thread.ofVirtual().unstarted(() -> results.add(copier.copy(order))))
                .limit(2)
                .toList();
        targetFace.rule(exchange -> {
            // One writes it, and the other waits for that.
            if (exchange.getRequestMethod().equals("PUT")
                    && exchange.getRequestURI().getPath().endsWith("/untagged/manifests/" + manifest.digest())) {
                Await.until(
                        "both to be about to write it", () -> copies.stream().allMatch(SharedBaseIT::isWriting));
            }
            return false;
        });

        copies.forEach(Thread::start);
        for (var copy : copies) {
            copy.join();
        }

        assertEquals(
                1,
                targetFace
                        .requests("PUT /v2/untagged/manifests/" + manifest.digest())
                        .size());
        assertEquals(
                1, results.stream().filter(CopyResult.Copied.class::isInstance).count());
    }

    private static boolean isWriting(Thread copy) {
        return copy.getState() == Thread.State.WAITING
                && Stream.of(copy.getStackTrace())
                        .map(StackTraceElement::getMethodName)
                        .toList()
                        .containsAll(List.of("putUntagged", "runOrWait"));
    }

    private static void awaitIt(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
