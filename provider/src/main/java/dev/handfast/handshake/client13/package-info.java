/**
 * A client's handshake in TLS 1.3, behind ServerHello (RFC 9846 section 2).
 *
 * <pre>
 *                                        ◀── ServerHello
 *   AgreeKeys (work)
 *   ExpectEncryptedExtensions            ◀── {EncryptedExtensions}
 *     (of a session that is resumed: straight to ExpectServerFinished)
 *   ExpectCertificateOrRequest           ◀── {CertificateRequest*}
 *   ExpectCertificate                    ◀── {Certificate}
 *   ExpectCertificateVerify              ◀── {CertificateVerify}
 *   VerifyServer (work)
 *   ExpectServerFinished                 ◀── {Finished}
 *   ClientFlight (work if asked for a certificate)
 *      {Certificate*} {CertificateVerify*} {Finished} ──▶
 *   traffic.Traffic13                    ◀─▶ [Application Data]
 * </pre>
 */
@NullMarked
package dev.handfast.handshake.client13;

import org.jspecify.annotations.NullMarked;
