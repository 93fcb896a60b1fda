package io.breakwater.cli.letters;

import io.breakwater.cli.batch.BatchId;
import io.breakwater.cli.batch.Operations;
import io.breakwater.cli.batch.Wish;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.Command;

/** {@code breakwater dead-letters requeue}. */
@Command(
        name = "requeue",
        description = {
            "Try dead letters again, once what was wrong is mended: each is asked for in replication.requests.",
            "It is closed by that; if it fails again there will be a new letter.",
            "A delete that was refused is requeued only by its own name, never with others."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  breakwater dead-letters requeue 3:17 --reason 'pushed again'",
            "  breakwater dead-letters requeue --code DENIED --reason 'role granted'",
        })
final class RequeueCommand extends ChangingCommand {
    private final String batch = BatchId.of(Deeds.REQUEUE, Instant.now());

    @Override
    Done handle(Letter letter, Means means) {
        var provenance = new Provenance(
                UUID.randomUUID().toString(),
                means.operator(),
                means.reason(),
                Instant.now(),
                Optional.of(letter.cause()));
        var whole = Letters.read(means.reader(), LetterId.parse(letter.id()));
        return switch (Requeue.of(whole, provenance, means.byName())) {
            case Requeue.Impossible(var why) -> Done.failed(letter, why);
            case Requeue.Again(var request) -> again(letter, request, means);
        };
    }

    /** First the request, then the record: if the second is lost, the letter is still open and asking twice does no harm. */
    private Done again(Letter letter, ReplicationRequest request, Means means) {
        if (means.dryRun()) {
            return Done.of(letter, "would be requeued");
        }
        var headers = Wish.headers(batch, means.operator(), means.reason(), Optional.of(letter.cause()));
        means.writer().request(request, Optional.of(letter.cause()).map(Coordinates::partition), headers);
        var id = LetterId.parse(letter.id());
        Operations.write(
                means.writer(),
                request.image().key(),
                Deeds.REQUEUE,
                means.operator(),
                means.reason(),
                Map.of(
                        Deeds.LETTER,
                        id.place().toString(),
                        "cause",
                        letter.cause().toString(),
                        BatchName.KEY,
                        batch));
        return Done.of(letter, "requeued");
    }
}
