package dev.handfast.crypto.mlkem;

import org.jspecify.annotations.Nullable;

/** The matrix A of a key: made entry by entry when needed, or kept. Public. */
final class Matrix {

    private final ParameterSet set;
    private final byte[] seedHolder;
    private final int seedOffset;
    /** Entries by row; null if they are made when needed. */
    private final short @Nullable [] kept;

    /** The matrix that 32 bytes of {@code seedHolder} lead to, not kept. */
    Matrix(ParameterSet set, byte[] seedHolder, int seedOffset) {
        this(set, seedHolder, seedOffset, null);
    }

    private Matrix(ParameterSet set, byte[] seedHolder, int seedOffset, short @Nullable [] kept) {
        this.set = set;
        this.seedHolder = seedHolder;
        this.seedOffset = seedOffset;
        this.kept = kept;
    }

    /** The same with all entries kept, two bytes a coefficient. */
    Matrix keep(Work work) {
        short[] all = new short[set.k * set.k * Transform.N];
        for (int row = 0; row < set.k; row++) {
            for (int column = 0; column < set.k; column++) {
                entry(row, column, work.other, work);
                int at = place(row, column);
                for (int i = 0; i < Transform.N; i++) {
                    all[at + i] = (short) work.other[i];
                }
            }
        }
        return new Matrix(set, seedHolder, seedOffset, all);
    }

    /** Writes an entry, transformed, 0 to Q - 1. */
    void entry(int row, int column, int[] out, Work work) {
        if (kept == null) {
            // FIPS 203 algorithm 13: the column goes first
            Samples.uniform(work.sponge, seedHolder, seedOffset, column, row, out, work.scratch);
        } else {
            int at = place(row, column);
            for (int i = 0; i < Transform.N; i++) {
                out[i] = kept[at + i];
            }
        }
    }

    private int place(int row, int column) {
        return (row * set.k + column) * Transform.N;
    }
}
