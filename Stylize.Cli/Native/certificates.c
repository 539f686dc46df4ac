// Names the certificate authorities of systems that keep them elsewhere than Debian, whose OpenSSL is linked statically.
#include <stdlib.h>
#include <unistd.h>

__attribute__((constructor)) static void find_authorities(void)
{
    static const char *const files[] = {
        "/etc/ssl/certs/ca-certificates.crt", // Arch, Gentoo
        "/etc/pki/tls/certs/ca-bundle.crt",   // Fedora, Red Hat
        "/etc/ssl/ca-bundle.pem",             // SUSE
        "/etc/ssl/cert.pem",                  // Alpine
    };
    if (getenv("SSL_CERT_FILE") || getenv("SSL_CERT_DIR") || access("/usr/lib/ssl/certs", R_OK) == 0)
    {
        return;
    }

    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
    {
        if (access(files[i], R_OK) == 0)
        {
            setenv("SSL_CERT_FILE", files[i], 0);
            return;
        }
    }
}
