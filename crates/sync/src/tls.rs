//! Who may speak for the server over HTTPS: whoever the authorities that the system trusts vouch for, at this time.
//!
//! What time it is a phone with an empty battery does not know: it wakes in 1970, and every certificate is of the future.
//! Our server's receipts have told it better. A certificate that is not valid yet by the wall clock is therefore looked at
//! once more at the last time the server signed for; one that is over by the wall clock stays refused, because who may use
//! it then is not known. What remains is told apart from a missing network ([`is_about_time`]), so that somebody sets the
//! clock.

use std::{
    error::Error,
    io,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
    time::Duration,
};

use domain::time::UtcMs;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

/// This program did not exist before November 2026.
const FIRST_RELEASE: i64 = 1_793_491_200_000;

/// The latest time our server is known to have signed for; all connections of a phone share it.
#[derive(Clone, Debug)]
pub(crate) struct KnownTime(Arc<AtomicI64>);

impl Default for KnownTime {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(FIRST_RELEASE)))
    }
}

impl KnownTime {
    pub(crate) fn learn(&self, at: UtcMs) {
        self.0.fetch_max(at.0, Relaxed);
    }

    fn get(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_millis(self.0.load(Relaxed).unsigned_abs()))
    }
}

/// TLS as all connections of a phone speak it.
///
/// # Errors
/// [`rustls::Error`] when the system names no authorities.
pub(crate) fn config(known: KnownTime) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier { authorities: authorities(provider.clone())?, known };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

/// The system's own judge.
#[cfg(not(target_os = "android"))]
fn authorities(provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    Ok(Arc::new(rustls_platform_verifier::Verifier::new(provider)?))
}

/// Android's judge is Java, wants to be set up from there, and goes by the wall clock whatever it is told. The list of
/// authorities that comes with the system is a folder of files.
#[cfg(target_os = "android")]
fn authorities(provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    /// Since Android 14, and before.
    const FOLDERS: [&str; 2] = ["/apex/com.android.conscrypt/cacerts", "/system/etc/security/cacerts"];
    let mut roots = rustls::RootCertStore::empty();
    let there = FOLDERS.into_iter().map(std::path::Path::new).find(|folder| folder.is_dir());
    let read = rustls_native_certs::load_certs_from_paths(None, there);
    let (_added, _unread) = roots.add_parsable_certificates(read.certs);
    let verifier = rustls::client::WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
    let verifier = verifier.build().map_err(|error| rustls::Error::General(error.to_string()))?;
    Ok(verifier)
}

/// Asks the authorities, if need be a second time.
#[derive(Debug)]
struct Verifier {
    authorities: Arc<dyn ServerCertVerifier>,
    known: KnownTime,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let judged =
            |at| self.authorities.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, at);
        let error = match judged(now) {
            Err(error) if is_untimely(&error) => error,
            verdict => return verdict,
        };
        // At a later time what is over stays over.
        let known = self.known.get();
        if known > now
            && let Ok(verdict) = judged(known)
        {
            tracing::warn!("the wall clock is behind what the server signed for; its certificate was judged by that");
            return Ok(verdict);
        }
        // Of a stranger's certificate the time is not what is wrong.
        match last_good(&error).map(judged) {
            Some(Err(other)) => Err(other),
            _ => Err(error),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.authorities.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.authorities.supported_verify_schemes()
    }
}

/// Whether a connection failed because a certificate is not valid at this time: not yet, or not any more.
pub(crate) fn is_about_time(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.downcast_ref().is_some_and(is_untimely) {
            return true;
        }
        // An IO error hands out the source of what it carries, and not that itself.
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = carried.map(|it| it as &(dyn Error + 'static)).or_else(|| error.source());
    }
    false
}

/// The moment of a certificate's life that lies nearest to now.
fn last_good(error: &rustls::Error) -> Option<UnixTime> {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }) => Some(*not_after),
        rustls::Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. }) => Some(*not_before),
        _ => None,
    }
}

fn is_untimely(error: &rustls::Error) -> bool {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    let rustls::Error::InvalidCertificate(error) = error else { return false };
    matches!(error, Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. })
}
