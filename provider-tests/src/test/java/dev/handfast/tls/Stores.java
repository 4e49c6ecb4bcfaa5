package dev.handfast.tls;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** What stores and guards that are somewhere else may do. */
final class Stores {

    /** What a handshake asks. */
    enum Question {
        GET, TAKE, FIRST_USE
    }

    /** How that is answered. */
    enum Answer {
        BEFORE, LATER, FAILS, FAILS_BEFORE, CANCELLED, NEVER, TOO_LATE, NULL_STAGE, OTHER_TYPE, OTHER_VALUE, THROWS,
        THROWS_ERROR;

        boolean succeeds() {
            return this == BEFORE || this == LATER;
        }

        boolean isLate() {
            return switch (this) {
                case LATER, FAILS, CANCELLED, NEVER, TOO_LATE, OTHER_TYPE, OTHER_VALUE -> true;
                default -> false;
            };
        }
    }

    private Stores() {
    }

    /** In memory; one question is answered in the way that it is told, all others at once. */
    static final class Slow implements AsyncSessionStore, AsyncReplayGuard {

        final Map<ByteBuffer, byte[]> kept = new ConcurrentHashMap<>();
        final Set<ByteBuffer> used = ConcurrentHashMap.newKeySet();
        final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<CompletableFuture<?>> stages = new ConcurrentLinkedQueue<>();
        final CountDownLatch asked = new CountDownLatch(1);
        volatile Question question;
        volatile Answer answer = Answer.BEFORE;
        volatile Answer putting = Answer.BEFORE;

        /** From now on this question is answered so. */
        void answer(Question next, Answer how) {
            answer = how;
            question = next;
        }

        @Override
        public CompletionStage<Void> put(byte[] id, byte[] sealed, long expiresAt) {
            if (putting == Answer.THROWS) {
                throw new IllegalStateException("a bug of the application's");
            }
            kept.put(ByteBuffer.wrap(id.clone()), sealed.clone());
            return switch (putting) {
                case BEFORE -> CompletableFuture.completedFuture(null);
                case FAILS_BEFORE -> CompletableFuture.failedFuture(new IllegalStateException("the service is down"));
                case NULL_STAGE -> null;
                default -> {
                    CompletableFuture<Void> stage = new CompletableFuture<>();
                    stages.add(stage);
                    yield stage;
                }
            };
        }

        @Override
        public CompletionStage<byte[]> get(byte[] id) {
            return answered(Question.GET, () -> kept.get(ByteBuffer.wrap(id)), new byte[] {1, 2, 3});
        }

        @Override
        public CompletionStage<byte[]> take(byte[] id) {
            return answered(Question.TAKE, () -> kept.remove(ByteBuffer.wrap(id)), null);
        }

        @Override
        public CompletionStage<Void> remove(byte[] id) {
            kept.remove(ByteBuffer.wrap(id));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public byte[] scope() {
            return new byte[] {7};
        }

        @Override
        public CompletionStage<Boolean> firstUse(byte[] scope, byte[] use, long expiresAt) {
            return answered(Question.FIRST_USE, () -> scope[0] == 7 && used.add(ByteBuffer.wrap(use)), null);
        }

        /** Gives the answers that wait. */
        void answer() {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // as an application may do
        private <T> CompletionStage<T> answered(Question asking, Supplier<T> right, T other) {
            if (asking != question || answer == Answer.BEFORE) {
                return CompletableFuture.completedFuture(right.get());
            }
            CompletableFuture<T> stage = new CompletableFuture<>();
            stages.add(stage);
            Answer how = answer;
            if (how == Answer.THROWS) {
                throw new IllegalStateException("a bug of the application's");
            }
            if (how == Answer.THROWS_ERROR) {
                throw new StackOverflowError("a deep bug of the application's");
            }
            if (how == Answer.FAILS_BEFORE) {
                stage.completeExceptionally(new IllegalStateException("the service is down"));
            }
            waiting.add(() -> {
                switch (how) {
                    case LATER -> stage.complete(right.get());
                    case FAILS -> stage.completeExceptionally(new IllegalStateException("the service is down"));
                    case CANCELLED -> stage.cancel(true);
                    case OTHER_TYPE -> ((CompletableFuture) stage).complete("a string");
                    case OTHER_VALUE -> stage.complete(other);
                    default -> {}
                }
            });
            asked.countDown();
            return how == Answer.NULL_STAGE ? null : stage;
        }
    }
}
