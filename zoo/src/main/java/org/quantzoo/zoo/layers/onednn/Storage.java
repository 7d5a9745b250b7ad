package org.quantzoo.zoo.layers.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A place in the memory of a program, and the steps between which its content is needed. */
final class Storage {
    private static final long ALIGNMENT = 64;

    private final long pieceBytes;
    private int pieces = 1;
    private boolean external;
    private int firstStep = Integer.MAX_VALUE;
    private int lastStep;
    private long offset;

    /** Memory that is written anew for every piece of a batch, until said otherwise. */
    Storage(long pieceBytes) {
        this.pieceBytes = pieceBytes;
    }

    /** Keeps all pieces of a batch from now on, one behind the other. */
    void keepPieces(int count) {
        pieces = count;
        firstStep = 0;
    }

    /** Becomes an array of the caller's, of all pieces. */
    void belongToCaller(int count) {
        pieces = count;
        external = true;
    }

    /** What must be added to the address from one piece to the next. */
    long stride() {
        return pieces > 1 ? pieceBytes : 0;
    }

    boolean isExternal() {
        return external;
    }

    long offset() {
        return offset;
    }

    /** Notes that a step reads or writes this memory. */
    void usedAt(int step) {
        firstStep = Math.min(firstStep, step);
        lastStep = Math.max(lastStep, step);
    }

    private long bytes() {
        return pieceBytes * pieces;
    }

    private boolean livesWith(Storage other) {
        return firstStep <= other.lastStep && other.firstStep <= lastStep;
    }

    /**
     * Gives each its place, so that two share memory only if they are never needed at once.
     *
     * @param shared whether they may share any
     * @return the bytes needed together
     */
    static long place(List<Storage> all, boolean shared) {
        List<Storage> placed = new ArrayList<>();
        long total = 0;
        for (Storage next : all) {
            next.offset = 0;
            List<Storage> rivals = placed.stream()
                    .filter(other -> !shared || other.livesWith(next))
                    .sorted(Comparator.comparingLong(Storage::offset))
                    .toList();
            for (Storage rival : rivals) {
                if (next.offset + next.bytes() > rival.offset) {
                    next.offset = Math.max(next.offset, aligned(rival.offset + rival.bytes()));
                }
            }
            placed.add(next);
            total = Math.max(total, next.offset + next.bytes());
        }
        return total;
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
