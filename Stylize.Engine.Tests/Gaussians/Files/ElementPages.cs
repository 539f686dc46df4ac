using System.Net;
using Stylize.Engine.Tests.Browser;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>Opens pages with the element of the npm package in web, and serves its modules and the files of WebFixtures
/// to them.</summary>
public sealed class ElementPages(Chromium chromium) : IDisposable
{
    /// <summary>A picture of 60 by 44 pixels.</summary>
    public const string Name = "compact-normalized-srgb-opaque";

    public const string Source = $"/files/{Name}.g2d";
    public const string First = "document.querySelector('gaussian-image')";
    public const string Canvas = $"{First}.shadowRoot.querySelector('canvas')";

    /// <summary>True in a page whose first element has drawn something.</summary>
    public const string Painted = $$"""
        (c => c.width > 0 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(value => value))({{Canvas}})
        """;

    private const string Page = """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>
        <link rel="icon" href="data:,"><style>body { margin: 0; font-size: 0; } gaussian-image { vertical-align: top; }</style>
        <script type="module" src="/src/element.js"></script><body></body></html>
        """;

    /// <summary>Allows WebGL without a GPU, which the element refuses as slow, or denies it; and counts the bytes that
    /// the element has read when it waits for more.</summary>
    private const string Start = """
        const getContext = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (type, options) {
          if (type === 'webgl2' && !hasGl) return null;
          return getContext.call(this, type, options && { ...options, failIfMajorPerformanceCaveat: false });
        };
        const read = ReadableStreamDefaultReader.prototype.read;
        let received = 0;
        ReadableStreamDefaultReader.prototype.read = async function () {
          window.waitsAfter = received;
          const part = await read.call(this);
          received += part.value?.length ?? 0;
          return part;
        };
        """;

    private readonly TemporaryFolder _folder = new();
    private HttpListener? _listener;
    private string _address = "";

    /// <summary>Answers a request for /slow.g2d, and ends the answer.</summary>
    internal Func<HttpListenerResponse, Task> Slow { get; set; } = _ => Task.CompletedTask;

    /// <summary>Full path of a file of WebFixtures.</summary>
    public string File(string name)
    {
        if (_listener is null) Listen();

        return _folder[name];
    }

    /// <summary>Opens a page.</summary>
    /// <param name="body">The HTML of its body.</param>
    /// <param name="prepare">Runs before the element exists; null for nothing.</param>
    internal async Task<Tab> OpenAsync(
        string body, int width = 400, int height = 300, double ratio = 1, bool hasGl = true,
        Func<Tab, Task>? prepare = null)
    {
        if (_listener is null) Listen();

        var tab = await chromium.OpenAsync(null, width, height, ratio);
        await tab.CallAsync(
            "Emulation.setDefaultBackgroundColorOverride", new { Color = new { R = 0, G = 0, B = 0, A = 0 } });
        await tab.StartWithAsync($"{{ const hasGl = {(hasGl ? "true" : "false")}; {Start} }}");
        if (prepare is not null) await prepare(tab);
        await tab.GoAsync(_address);
        await ShowAsync(tab, body);
        return tab;
    }

    /// <summary>Opens a page in which WebGL draws, because a picture before was large.</summary>
    internal async Task<Tab> OpenWithRendererAsync(string body)
    {
        var tab = await OpenAsync(Image("/files/tiles.g2d", "width='700' height='500'"), 700, 500);
        await tab.WaitAsync($"{Canvas}.width === 700");
        await ShowAsync(tab, body);
        return tab;
    }

    /// <summary>Returns the HTML of an element.</summary>
    public static string Image(string source, string more = "") =>
        $"<gaussian-image src=\"{source}\" alt=\"A lighthouse\" {more}></gaussian-image>";

    /// <summary>Replaces the HTML of the body of a page.</summary>
    internal static Task ShowAsync(Tab tab, string body) =>
        tab.EvaluateAsync($"document.body.innerHTML = {JsonSerializer.Serialize(body)}");

    /// <summary>Waits until all elements of a page are loaded and drawn.</summary>
    internal static async Task LoadedAsync(Tab tab)
    {
        await tab.WaitAsync("[...document.querySelectorAll('gaussian-image')].every(image => image.complete)");
        await tab.FrameAsync();
    }

    /// <summary>Returns the page as it is on screen.</summary>
    internal static async Task<Raster<Rgba32>> PixelsAsync(Tab tab) =>
        ImageCodecs.Default.DecodeRgba(ImageSource.Memory(await tab.PictureAsync(), "screen"));

    public void Dispose()
    {
        _listener?.Abort();
        _folder.Dispose();
    }

    private void Listen()
    {
        WebFixtures.WritePictures(_folder.Path);
        (_listener, _address) = PageListener.Start("127.0.0.1");
        _ = ServeAsync(_listener);
    }

    private async Task ServeAsync(HttpListener listener)
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
        }
        catch (Exception failure) when (failure is HttpListenerException or ObjectDisposedException)
        {
            // The tests have ended.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (path, response) = (context.Request.Url!.AbsolutePath, context.Response);
        if (path == "/slow.g2d")
        {
            await Slow(response);
            return;
        }

        var bytes = path switch
        {
            "/" => Encoding.UTF8.GetBytes(Page),
            "/damaged.g2d" => Damaged(),
            _ when path.StartsWith("/src/", StringComparison.Ordinal) =>
                System.IO.File.ReadAllBytes(Checkout.Path("web", path[1..])),
            _ when path.StartsWith("/files/", StringComparison.Ordinal) =>
                System.IO.File.ReadAllBytes(_folder[path[7..]]),
            _ => null,
        };
        response.StatusCode = bytes is null ? 404 : 200;
        response.ContentType = Path.GetExtension(path) switch
        {
            "" => "text/html",
            ".js" => "text/javascript",
            _ => "application/octet-stream",
        };
        response.Close(bytes ?? [], willBlock: false);
    }

    private byte[] Damaged()
    {
        var bytes = System.IO.File.ReadAllBytes(_folder[$"{Name}.g2d"]);
        bytes[^20] ^= 1;
        return bytes;
    }
}

/// <summary>Tests that share the pages of the element.</summary>
[CollectionDefinition(Name)]
public sealed class ElementCollection : ICollectionFixture<ElementPages>
{
    public const string Name = "element";
}
