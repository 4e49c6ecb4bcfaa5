package dev.handfast.engine;

import dev.handfast.record.RecordWriter;

import dev.handfast.wire.Bytes;

import java.nio.ByteBuffer;

/**
 * Where a record is sealed: in the destination's array, or in a borrowed one. One instance a connection, so that
 * writing allocates nothing.
 */
final class SealingTarget {

    /** What is sealed into, and where; empty between records. */
    byte[] array = Bytes.NONE;
    int offset;
    private final RecordWriter writer;
    private int borrowed;

    SealingTarget(RecordWriter writer) {
        this.writer = writer;
    }

    /**
     * Chooses the place for a record of so much content.
     *
     * @param apart whether the record must not be made in the destination, because what it is made from may be there
     */
    void begin(ByteBuffer dst, int count, boolean apart) {
        boolean direct = dst.hasArray() && !apart;
        array = direct ? dst.array() : BufferPool.take();
        offset = direct ? dst.arrayOffset() + dst.position() : 0;
        borrowed = direct ? 0 : writer.headroom() + count + writer.tailroom(count, 0);
    }

    /** Moves the sealed record into its destination, or the destination behind it. */
    void put(ByteBuffer dst, int sealed) {
        if (borrowed == 0) {
            dst.position(dst.position() + sealed);
        } else {
            dst.put(array, 0, sealed);
        }
    }

    /** Gives back what was borrowed. */
    void close() {
        if (borrowed > 0) {
            BufferPool.give(array, borrowed);
        }
        array = Bytes.NONE;
    }
}
