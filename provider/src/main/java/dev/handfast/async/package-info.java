/**
 * Results that may come later. What a handshake asks of others, such as a signature or a verdict on certificates, is
 * answered by an {@link dev.handfast.async.Eventual}: a value that is there, which is the rule and costs one small
 * object, or a stage with what is to be done when it completes. Nobody holds a thread meanwhile.
 *
 * <p>Work that another thread is to do goes through {@link dev.handfast.async.HandOver}, which says if none does it.
 *
 * <p>Imports {@code spec}, for the faults that steps throw, and {@code wire}, for text of strangers in logs.
 */
@NullMarked
package dev.handfast.async;

import org.jspecify.annotations.NullMarked;
