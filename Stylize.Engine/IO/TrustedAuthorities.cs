using System.Security.Cryptography.X509Certificates;

namespace Stylize.Engine.IO;

/// <summary>The certificate authorities that this system trusts, without which no encrypted connection can be checked.</summary>
public static class TrustedAuthorities
{
    /// <summary>What to do if they are missing.</summary>
    public const string Advice = "This system has no certificate authorities. Install them (Debian, Ubuntu: apt-get install "
        + "ca-certificates), or name a file of them in SSL_CERT_FILE.";

    /// <summary>Whether the system has none.</summary>
    public static bool AreMissing
    {
        get
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            return store.Certificates.Count == 0;
        }
    }
}
