package io.breakwater.testkit.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One direction of one connection. Where the line is long, bytes wait in a queue for the time at which they arrive, so that a
 * delay costs no throughput; where it is not, they are written at once. Written to by one thread at a time.
 */
final class Lane extends OutputStream {
    /** 32 MiB when full of whole buffers: 1.3 GB/s over 50 ms there and back. */
    private static final int PARCELS = 512;

    private final Socket to;
    private final OutputStream out;
    private final Link link;
    private final Gate gate;
    private final long openAt;
    private final BlockingQueue<Parcel> underWay = new LinkedBlockingQueue<>(PARCELS);
    private final Thread carrier;
    private volatile boolean isBroken;
    private volatile boolean isFinished;

    /** @param last nothing comes after it */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Parcel(byte[] bytes, long arrival, boolean last) {}

    /** @param openAt before which nothing leaves, in {@link System#nanoTime}; only heeded where the line is long */
    Lane(Socket to, Link link, Gate gate, long openAt) throws IOException {
        this.to = to;
        this.out = to.getOutputStream();
        this.link = link;
        this.gate = gate;
        this.openAt = openAt;
        this.carrier = Thread.ofVirtual().name("fault-proxy-line").unstarted(this::carry);
        if (link.isLong()) {
            carrier.start();
        }
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return;
        }
        if (isBroken || isFinished) {
            throw new IOException("the other end has hung up");
        }
        try {
            if (link.isLong()) {
                Link.sleepUntil(openAt);
                link.occupy(length);
                underWay.put(new Parcel(Arrays.copyOfRange(bytes, offset, offset + length), link.arrival(), false));
            } else {
                link.occupy(length);
                deliver(bytes, offset, length);
            }
        } catch (InterruptedException e) {
            throw Sockets.interrupted(e);
        }
    }

    /** Ends this direction when all that was written has arrived, or cannot; returns then. Harmless if it has ended. */
    void finish() {
        if (isFinished) {
            return;
        }
        isFinished = true;
        try {
            if (link.isLong()) {
                underWay.put(new Parcel(new byte[0], link.arrival(), true));
                carrier.join();
            }
            to.shutdownOutput();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private void carry() {
        try {
            for (var parcel = underWay.take(); !parcel.last(); parcel = underWay.take()) {
                Link.sleepUntil(parcel.arrival());
                deliverUnlessBroken(parcel);
            }
        } catch (InterruptedException e) {
            isBroken = true;
        }
    }

    /** Once broken, what comes is thrown away, so that whoever sends does not wait for room. */
    private void deliverUnlessBroken(Parcel parcel) throws InterruptedException {
        if (isBroken) {
            return;
        }
        try {
            deliver(parcel.bytes(), 0, parcel.bytes().length);
        } catch (IOException e) {
            isBroken = true;
        }
    }

    private void deliver(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        gate.pass();
        out.write(bytes, offset, length);
    }
}
