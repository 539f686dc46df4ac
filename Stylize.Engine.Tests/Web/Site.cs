using System.Net;
using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Web;

/// <summary>The published site of Stylize.Web on a server of files, which counts requests. STYLIZE_SITE can name its
/// folder.</summary>
public sealed class Site : INeed, IDisposable
{
    private static readonly string? Named = Environment.GetEnvironmentVariable("STYLIZE_SITE");

    internal static readonly string Folder = Named ?? Checkout.Path("artifacts", "site", "wwwroot");

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html", [".js"] = "text/javascript", [".css"] = "text/css", [".svg"] = "image/svg+xml",
        [".wasm"] = "application/wasm", [".jpg"] = "image/jpeg", [".webmanifest"] = "application/manifest+json",
    };

    private readonly HttpListener _listener;

    public Site()
    {
        (_listener, Address) = PageListener.Start("localhost");
        _ = ServeAsync();
    }

    public static string? Missing =>
        Chromium.Missing ?? (File.Exists(Path.Combine(Folder, "files.js")) || Named is not null ? null
            : "The site is not published (dotnet publish Stylize.Web -o artifacts/site). STYLIZE_SITE can name its "
                + "folder.");

    public string Address { get; }

    /// <summary>Ends the server, as a lost connection does.</summary>
    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var name = context.Request.Url!.AbsolutePath is "/"
                    ? "index.html" : context.Request.Url.AbsolutePath.TrimStart('/');
                var file = Path.Combine(Folder, name);
                using var answer = context.Response;
                answer.StatusCode = File.Exists(file) ? 200 : 404;
                if (!File.Exists(file)) continue;

                answer.ContentType = Types.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
                await answer.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
        {
            // The server has ended.
        }
    }
}
