package dev.handfast.tls;

import dev.handfast.peers.Identity;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** What a signer that is somewhere else may do. */
public final class Signers {

    /** How a signer answers. */
    enum Answer {
        BEFORE, LATER, FAILS, FAILS_BEFORE, CANCELLED, NEVER, NULL_SIGNATURE, NULL_STAGE, EMPTY, WRONG, THROWS,
        THROWS_ERROR;

        boolean succeeds() {
            return this == BEFORE || this == LATER;
        }

        /** What must be told of it. */
        String said() {
            return switch (this) {
                case FAILS, FAILS_BEFORE -> "failed: IllegalStateException: the service is down";
                case CANCELLED -> "failed: CancellationException";
                case NULL_SIGNATURE, EMPTY -> "gave no signature";
                case NULL_STAGE -> "answered with null in place of a stage";
                case WRONG -> "gave a signature that the key of the certificate does not verify";
                case THROWS -> "failed: IllegalStateException: a bug of the application's";
                case THROWS_ERROR -> "failed: StackOverflowError: a deep bug of the application's";
                case BEFORE, LATER, NEVER -> throw new IllegalStateException(this + " is told of by nobody");
            };
        }

        /** The class of the cause, or null for none. */
        Class<? extends Throwable> cause() {
            return switch (this) {
                case FAILS, FAILS_BEFORE, THROWS -> IllegalStateException.class;
                case CANCELLED -> CancellationException.class;
                case THROWS_ERROR -> StackOverflowError.class;
                default -> null;
            };
        }
    }

    /** Signs by a key that is at hand, in the way that it is told. */
    static final class Slow implements AsyncSigner {

        final Identity identity;
        final Answer answer;
        final CountDownLatch asked = new CountDownLatch(1);
        final AtomicReference<SignatureRequest> request = new AtomicReference<>();
        final CompletableFuture<byte[]> stage = new CompletableFuture<>();

        Slow(Identity identity, Answer answer) {
            this.identity = identity;
            this.answer = answer;
        }

        @Override
        public CompletionStage<byte[]> sign(SignatureRequest given) {
            if (!request.compareAndSet(null, given)) {
                throw new AssertionError("asked twice");
            }
            switch (answer) {
                case THROWS -> throw new IllegalStateException("a bug of the application's");
                case THROWS_ERROR -> throw new StackOverflowError("a deep bug of the application's");
                case BEFORE -> stage.complete(signature(identity, given));
                case FAILS_BEFORE -> stage.completeExceptionally(new IllegalStateException("the service is down"));
                default -> {}
            }
            asked.countDown();
            return answer == Answer.NULL_STAGE ? null : stage;
        }

        /** Gives the answer, where it was not given at once, and unless it never comes. */
        void answer() {
            switch (answer) {
                case LATER -> stage.complete(signature(identity, request.get()));
                case FAILS -> stage.completeExceptionally(new IllegalStateException("the service is down"));
                case CANCELLED -> stage.cancel(true);
                case NULL_SIGNATURE -> stage.complete(null);
                case EMPTY -> stage.complete(new byte[0]);
                case WRONG -> {
                    byte[] wrong = signature(identity, request.get());
                    wrong[wrong.length - 1] ^= 1;
                    stage.complete(wrong);
                }
                default -> {}
            }
        }
    }

    private Signers() {
    }

    /** The signature that is asked for, by JCA as the request describes it. */
    public static byte[] signature(Identity identity, SignatureRequest request) {
        try {
            Signature signature = Signature.getInstance(request.algorithm());
            signature.initSign(identity.key());
            if (request.parameters() != null) {
                signature.setParameter(request.parameters());
            }
            signature.update(request.content());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
