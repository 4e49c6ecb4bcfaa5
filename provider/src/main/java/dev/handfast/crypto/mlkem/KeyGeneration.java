package dev.handfast.crypto.mlkem;

/** ML-KEM.KeyGen_internal (FIPS 203 algorithms 16 and 13). */
final class KeyGeneration {

    private KeyGeneration() {
    }

    static DecapsulationKey run(ParameterSet set, byte[] seed) {
        byte[] key = new byte[set.encapsulationKeyLength()];
        int rho = key.length - 32;
        short[] secret = new short[set.k * Transform.N];
        try (Work work = Work.take()) {
            work.sponge.sha3of512().absorb(seed, 0, 32).absorb(set.k).squeeze(work.pair, 0, 64);
            System.arraycopy(work.pair, 0, key, rho, 32);
            Matrix matrix = new Matrix(set, key, rho).keep(work);
            work.sampleVector(set.k);
            for (int row = 0; row < set.k; row++) {
                Samples.noise(work.sponge, work.pair, 32, set.k + row, work.polynomial);
                Transform.forward(work.polynomial, work.sum, 0, work.scratch);
                for (int column = 0; column < set.k; column++) {
                    matrix.entry(row, column, work.other, work);
                    Product.add(work.sum, work.other, work.vector, Product.PREPARED * column);
                }
                Modulus.reduceSums(work.sum);
                Modulus.canonicalise(work.sum);
                Packing.encode12(work.sum, key, Packing.TWELVE * row);
            }
            for (int i = 0; i < set.k; i++) {
                System.arraycopy(work.vector, Product.PREPARED * i, work.sum, 0, Transform.N);
                Modulus.canonicalise(work.sum);
                DecapsulationKey.store(work.sum, secret, i);
            }
            byte[] hash = new byte[32];
            work.sponge.sha3of256().absorb(key).squeeze(hash, 0, 32);
            byte[] z = new byte[32];
            System.arraycopy(seed, 32, z, 0, 32);
            return new DecapsulationKey(set, key, hash, matrix, secret, z);
        }
    }
}
