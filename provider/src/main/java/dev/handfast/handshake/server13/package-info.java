/**
 * A server's handshake in TLS 1.3, from its hello on (RFC 9846 section 2).
 *
 * <pre>
 *   ServerFlight
 *      ServerHello {EncryptedExtensions} {CertificateRequest*}
 *      {Certificate} {CertificateVerify} {Finished} ──▶
 *   ExpectEarlyData* (of a session that is resumed; then straight to ExpectClientFinished)
 *                                         ◀── (Application Data*) (EndOfEarlyData*)
 *   ExpectCertificate*                    ◀── {Certificate*}
 *   ExpectCertificateVerify*              ◀── {CertificateVerify*}
 *   VerifyClient* (work)
 *   ExpectClientFinished                  ◀── {Finished}
 *   traffic.Traffic13                     ◀─▶ [Application Data]
 * </pre>
 */
@NullMarked
package dev.handfast.handshake.server13;

import org.jspecify.annotations.NullMarked;
