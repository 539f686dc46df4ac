using System.IO.Compression;
using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.Drawings;
using Stylize.Engine.Tests.PixelArt;

namespace Stylize.Engine.Tests.Web;

/// <summary>The site without a server: its results are the files of the command, byte for byte.</summary>
public sealed class SiteTests(Chromium chromium, SiteTests.OfflineSite site) : IClassFixture<SiteTests.OfflineSite>
{
    /// <summary>A PNG, the arguments of the command without it, and the state in the address.</summary>
    public static TheoryData<string, string, string> Runs => new()
    {
        { "photo.png", "pixel-art", "pixel-art/Default/photo.png" },
        { "photo.png", "pixel-art --width 40 --colors 8 --format gif",
            "pixel-art/Default/photo.png?Width=40&Colors=8&Format=Gif" },
        { "sprite.png", "restore", "restore/Default/sprite.png" },
        { "photo.png", "dot-art --dot-count 500", "dot-art/Default/photo.png?DotCount=500" },
        { "photo.png", "dot-art --dot-count 500 --format png", "dot-art/Default/photo.png?DotCount=500&Format=Png" },
        { "photo.png", "pixel-art --width 40 --format aseprite",
            "pixel-art/Default/photo.png?Width=40&Format=Aseprite" },
        { "photo.png", "pixel-art --width 40 --save-palette gpl",
            "pixel-art/Default/photo.png?Width=40&SavePalette=Gpl" },
        { "logo.png", "dot-art --dot-count 100 --format gcode", "dot-art/Default/logo.png?DotCount=100&Format=Gcode" },
        { "logo.png", "dot-art --dot-count 100 --format hpgl", "dot-art/Default/logo.png?DotCount=100&Format=Hpgl" },
        { "logo.png", "dot-art --dot-count 100 --format pdf", "dot-art/Default/logo.png?DotCount=100&Format=Pdf" },
        { "logo.png", "trace", "trace/Default/logo.png" },
        { "logo.png", "trace --format dxf", "trace/Default/logo.png?Format=Dxf" },
        { "compact-1.g2d", "gaussian decode", "gaussian decode/Default/compact-1.g2d" },
        { "compact-1.g2d", "gaussian edit --rotate 90", "gaussian edit/Default/compact-1.g2d?Rotate=90" },
        { "logo.png", "gaussian encode --count 50 --effort draft",
            "gaussian encode/Default/logo.png?Count=50&Effort=Draft" },
    };

    [Theory<Site>]
    [MemberData(nameof(Runs))]
    public async Task A_result_is_the_file_of_the_command(string input, string command, string state)
    {
        using var folder = new CliFolder();
        Draw(folder, input);
        Assert.Equal((0, ""), (folder.Run([.. command.Split(' '), input]).ExitCode, ""));
        string[] names = [.. folder.Names.Where(name => name != input)];

        await using var tab = await site.OpenAsync(chromium);
        await AddAsync(tab, folder[input]);
        await tab.EvaluateAsync($"location.hash = '{state.Replace(" ", "%20", StringComparison.Ordinal)}'");
        var result = await ResultAsync(tab);
        using var archive = names.Length > 1 ? new ZipArchive(new MemoryStream(result)) : null;
        foreach (var name in names)
        {
            var found = archive is null ? result : Bytes(archive.GetEntry(name)!);
            Assert.Equal(Convert.ToHexString(await File.ReadAllBytesAsync(folder[name])), Convert.ToHexString(found));
        }

        Assert.Empty(tab.Errors);
    }

    /// <summary>The table differs only in the folder of the image.</summary>
    [Fact<Site>]
    public async Task Regions_are_those_of_the_command()
    {
        using var folder = new CliFolder();
        folder.Nuclei("nuclei.png", 96, 64);
        Assert.Equal(0, folder.Run("regions", "nuclei.png", "--csv-path", "nuclei.csv").ExitCode);
        await using var tab = await site.OpenAsync(chromium);
        await AddAsync(tab, folder["nuclei.png"]);
        await tab.EvaluateAsync("location.hash = 'regions/Default/nuclei.png'");
        var result = Encoding.UTF8.GetString(await ResultAsync(tab));
        Assert.Equal(Numbers(await File.ReadAllTextAsync(folder["nuclei.csv"])), Numbers(result));

        static string[] Numbers(string csv) =>
            [.. csv.Split('\n').Select(line => line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..])];
    }

    /// <summary>A GIF of many colors has other colors than that of libvips, but shows the same.</summary>
    [Fact<Site>]
    public async Task An_animation_becomes_a_GIF()
    {
        using var folder = new CliFolder();
        using (var first = SyntheticPhotograph.Busy(60, 40))
        using (var second = first.Clone())
        using (var file = File.Create(folder["moving.gif"]))
        {
            second.Row(20).Fill(new Rgba32(255, 0, 0));
            ImageCodecs.Default.EncodeFrames(
                [new(first, 100), new(second, 200)], file, new EncodeOptions(ImageFormat.Gif));
        }

        Assert.Equal(0, folder.Run("gaussian", "encode", "moving.gif", "--count", "200", "--effort", "draft").ExitCode);
        Assert.Equal(0, folder.Run("gaussian", "decode", "moving.g2d", "--format", "gif").ExitCode);
        await using var tab = await site.OpenAsync(chromium);
        await AddAsync(tab, folder["moving.g2d"]);
        await tab.EvaluateAsync("location.hash = 'gaussian%20decode/Default/moving.g2d?Format=Gif'");
        using var found = ImageCodecs.Default.OpenFrames(ImageSource.Memory(await ResultAsync(tab), "result"));
        using var expected = ImageCodecs.Default.OpenFrames(
            ImageSource.File(folder[folder.Names.Single(name => name.EndsWith("n.gif"))]));
        Assert.Equal(2, found.Info.Pages);
        using Raster<Rgba32> one = new(60, 40), other = new(60, 40);
        for (var frame = 0; frame < 2; frame++)
        {
            found.Read(one, out var time);
            expected.Read(other, out var expectedTime);
            Assert.Equal(expectedTime, time);
            var differences = Enumerable.Range(0, 60 * 40)
                .Select(i => Math.Abs(one.Row(i / 60)[i % 60].G - other.Row(i / 60)[i % 60].G));
            Assert.InRange(differences.Average(), 0, 4);
        }
    }

    /// <summary>A pixel of a reduced picture is the mean of the area that it covers, in linear light, as a slow loop
    /// over it gives.
    /// </summary>
    [Fact<Site>]
    public async Task A_large_picture_is_reduced_with_a_sentence()
    {
        using var folder = new CliFolder();
        folder.Image("large.png", 2001, 1500, (x, y) => new((byte)(x * 7), (byte)(y * 5), (byte)((x ^ y) * 3)));
        await using var tab = await site.OpenAsync(chromium);
        await AddAsync(tab, folder["large.png"]);
        await tab["#line-note"].WaitForTextAsync("The picture here is reduced from 2001 × 1500 to 1673 × 1254 pixels.");
        Assert.Equal(0, await tab.EvaluateAsync<int>("""
            (async () => {
              const { Copy } = await import('./copy.js'), [width, height, rows] = [2001, 1500, 256], copy = new Copy({ width, height });
              const pixels = Uint8Array.from({ length: 4 * width * height }, (_, i) => Math.imul(i, 2654435761) >>> 21);
              for (let y = 0; y < height; y += rows) copy.add(pixels.subarray(4 * width * y), Math.min(rows, height - y));
              const decode = v => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
              const encode = v => Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
              let worst = 0;
              for (const [x, y] of [[0, 0], [5, 7], [1672, 1253], [1000, 900], [1672, 3], [17, 1253]]) {
                const [left, right] = [x, x + 1].map(at => at * width / copy.width), sums = [0, 0, 0, 0];
                const [top, end] = [y, y + 1].map(at => at * height / copy.height), area = (right - left) * (end - top);
                for (let v = Math.floor(top); v < Math.min(height, end); v++) {
                  for (let u = Math.floor(left); u < Math.min(width, right); u++) {
                    const at = 4 * (v * width + u), high = Math.min(end, v + 1) - Math.max(top, v);
                    const share = (Math.min(right, u + 1) - Math.max(left, u)) * high * pixels[at + 3];
                    for (let band = 0; band < 3; band++) sums[band] += share * decode(pixels[at + band]);
                    sums[3] += share;
                  }
                }
                const wanted = [...sums.slice(0, 3).map(sum => encode(sum / sums[3])), Math.round(sums[3] / area)];
                const found = copy.pixels.subarray(4 * (y * copy.width + x));
                wanted.forEach((value, band) => { worst = Math.max(worst, Math.abs(value - found[band])); });
              }
              return worst;
            })()
            """));
    }

    /// <summary>The state comes from the address, the picture from the clipboard, and a phone shares the
    /// file.</summary>
    [Fact<Site>]
    public async Task A_pasted_picture_is_shared()
    {
        await using var tab = await site.OpenAsync(chromium);
        await tab.EvaluateAsync("location.hash = 'pixel-art/Default/rocket.jpg?Width=20&Colors=4'");
        await tab.ReloadAsync();
        await tab["#line"].WaitForTextAsync("stylize pixel-art rocket.jpg --width 20 --colors 4");
        await tab.EvaluateAsync("""
            (async () => {
              const query = matchMedia, picture = new OffscreenCanvas(60, 40), data = new DataTransfer();
              window.matchMedia = text => text.includes('coarse') ? { matches: true } : query(text);
              Object.assign(navigator, { canShare: () => true, share: async ({ files }) => { window.shared = files[0]; } });
              picture.getContext('2d').fillRect(10, 10, 30, 20);
              data.items.add(new File([await picture.convertToBlob()], 'image.png'));
              document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
            })()
            """);
        await tab["#input-name"].WaitForTextAsync("image.png");
        await tab["#show-save-picture"].ClickAsync();
        await tab.WaitAsync("window.shared");
        Assert.Equal("image.pixelart.png 40", await tab.EvaluateAsync<string>(
            "createImageBitmap(shared).then(({ width }) => shared.name + ' ' + width % 60)"));
        Assert.Empty(tab.Errors);
    }

    /// <summary>The module gives the cells that the command writes, in the browser and in Node.</summary>
    [Fact<Site>]
    public async Task The_module_converts_pixels()
    {
        using var folder = new CliFolder();
        Draw(folder, "photo.png");
        Assert.Equal(0, folder.Run("pixel-art", "photo.png", "--width", "24", "--scale", "1").ExitCode);
        using var photo = folder.Decode("photo.png");
        using var cells = folder.Decode("photo.pixelart.png");
        var script = $$"""
            const { pixelArt } = await import(address + 'stylize.js');
            const data = Uint8ClampedArray.from(atob('{{Base64(photo)}}'), letter => letter.charCodeAt(0));
            const { image, palette } = await pixelArt({ data, width: {{photo.Width}}, height: {{photo.Height}} }, { width: 24 });
            const result = [image.width, image.height, palette.length, btoa(String.fromCharCode(...image.data))].join();
            """;
        var expected = $"24,16,{ColorsOf(cells)},{Base64(cells)}";
        await using var tab = await site.OpenAsync(chromium);
        Assert.Equal(expected,
            await tab.EvaluateAsync<string>($"(async () => {{ const address = './'; {script} return result; }})()"));

        if (Tool.Find("node") is not { } node) return;

        folder.File("module.mjs",
            $"const address = '{new Uri(Site.Folder + "/")}';\n{script}\nconsole.log(result);\nprocess.exit();");
        Assert.Equal(
            (0, expected), Tool.Run(node, folder["module.mjs"]) is var run ? (run.Code, run.Output.Trim()) : default);

        static string Base64(Raster<Rgba32> image) => Convert.ToBase64String(
            [.. Enumerable.Range(0, image.Height).SelectMany(y => MemoryMarshal.AsBytes(image.Row(y)).ToArray())]);
        static int ColorsOf(Raster<Rgba32> image) =>
            Enumerable.Range(0, image.Height).SelectMany(y => image.Row(y).ToArray()).Distinct().Count();
    }

    [Fact<Site>]
    public async Task A_change_replaces_work_that_takes_long()
    {
        using var folder = new CliFolder();
        Draw(folder, "photo.png");
        await using var tab = await site.OpenAsync(chromium);
        await AddAsync(tab, folder["photo.png"]);
        await tab.EvaluateAsync("location.hash = 'dot-art/Default/photo.png?DotCount=60000'");
        await tab.WaitAsync("document.querySelector('#level[data-level=draft]')");
        await tab["#refine"].ClickAsync();
        await tab["#stop"].ClickAsync();
        await tab.EvaluateAsync("location.hash = 'pixel-art/Default/photo.png'");
        Assert.NotEmpty(await ResultAsync(tab));
        Assert.Empty(tab.Errors);
    }

    /// <summary>Three workers draw the same variants as one.</summary>
    [Fact<Site>]
    public async Task Workers_share_variants()
    {
        await using var tab = await site.OpenAsync(chromium);
        await tab.EvaluateAsync("location.hash = 'pixel-art/Default/rocket.jpg?Width=20'");
        await tab.WaitAsync("document.body.classList.contains('open')");
        Assert.Equal(await VariantsAsync(cores: 2, parts: 1), await VariantsAsync(cores: 4, parts: 3));
        Assert.Empty(tab.Errors);

        async Task<string> VariantsAsync(int cores, int parts)
        {
            await tab.EvaluateAsync($$"""
                (() => {
                  Object.defineProperty(navigator, 'hardwareConcurrency', { value: {{cores}}, configurable: true });
                  const send = window.plainSend ??= Worker.prototype.postMessage;
                  window.parts = new Set();
                  Worker.prototype.postMessage = function (message, ...rest) {
                    if (message.target === 'api/variants') parts.add(JSON.parse(message.body).part);
                    send.call(this, message, ...rest);
                  };
                  document.getElementById('show-variants').click();
                })()
                """);
            const string images = "Array.from(document.querySelectorAll('#variants-grid img'))";
            await tab.WaitAsync(
                $"document.getElementById('variants-status').textContent === '' && {images}.length > 3");
            Assert.Equal(parts, await tab.EvaluateAsync<int>("parts.size"));
            var found = await tab.EvaluateAsync<string>($$"""
                Promise.all({{images}}.map(async image => {
                  await image.decode();
                  const { naturalWidth: width, naturalHeight: height } = image, draw = new OffscreenCanvas(width, height).getContext('2d');
                  draw.drawImage(image, 0, 0);
                  return draw.getImageData(0, 0, width, height).data.reduce((sum, value) => Math.imul(sum, 31) + value | 0, width);
                })).then(all => all.join())
                """);
            await tab.EvaluateAsync("document.getElementById('variants-close').click()");
            return found;
        }
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        return EncodedFiles.Written(stream => content.CopyTo(stream));
    }

    private static void Draw(CliFolder folder, string name)
    {
        if (name.EndsWith(".g2d", StringComparison.Ordinal))
        {
            File.Copy(Checkout.Path("Stylize.Engine.Tests", "Gaussians", "Files", "Samples", name), folder[name]);
        }
        else if (name == "photo.png")
        {
            using var image = SyntheticPhotograph.Busy(300, 200);
            image.Save(folder[name], new(ImageFormat.Png));
        }
        else if (name == "sprite.png")
        {
            folder.Image(name, 160, 120,
                (x, y) => (x / 8 * 7 + y / 8 * 5) % 3 == 0 ? new(200, 40, 60) : new(30, (byte)(x / 8 * 9), 120));
        }
        else
        {
            // Straight alpha: the colors of transparent pixels count.
            folder.Image(
                name, 120, 90, (x, y) => Math.Pow(x - 60, 2) + Math.Pow(y - 45, 2) is var distance && distance < 900
                    ? new(220, 60, 30) : new(20, 90, 160, (byte)(distance < 1600 ? 255 : 0)));
        }
    }

    private static async Task AddAsync(Tab tab, string path)
    {
        var content = Convert.ToBase64String(await File.ReadAllBytesAsync(path));
        await tab.EvaluateAsync($$"""
            (() => {
              const data = new DataTransfer(), bytes = Uint8Array.from(atob('{{content}}'), letter => letter.charCodeAt(0));
              data.items.add(new File([bytes], '{{Path.GetFileName(path)}}'));
              document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
            })()
            """);
        await tab["#input-name"].WaitForTextAsync(Path.GetFileName(path));
    }

    /// <summary>Waits for the result of the command and returns the file that the page offers to download.</summary>
    private static async Task<byte[]> ResultAsync(Tab tab)
    {
        await tab.WaitAsync("""
            (() => {
              const [refine, stage] = ['refine', 'stage'].map(id => document.getElementById(id));
              if (!refine.hidden && !stage.classList.contains('stale')) refine.click();
              return document.querySelector('#level[data-level=full]') && !stage.classList.contains('stale')
                && blobs[document.getElementById('file').href];
            })()
            """);
        return Convert.FromBase64String(await tab.EvaluateAsync<string>("""
            (async () => {
              const bytes = new Uint8Array(await blobs[document.getElementById('file').href].arrayBuffer());
              return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
            })()
            """));
    }

    /// <summary>The site after a first visit, without its server.</summary>
    public sealed class OfflineSite : IDisposable
    {
        private readonly Site _site = new();
        private string? _context;

        internal async Task<Tab> OpenAsync(Chromium chromium)
        {
            var isFirst = _context is null;
            var tab = await chromium.OpenAsync(_context ??= await chromium.NewContextAsync());
            await tab.StartWithAsync("""
                globalThis.blobs = {};
                const make = URL.createObjectURL;
                URL.createObjectURL = blob => { const url = make(blob); blobs[url] = blob; return url; };
                """);
            await tab.GoAsync(_site.Address);
            await tab.WaitAsync("document.documentElement.classList.contains('ready')");
            if (isFirst)
            {
                await tab.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");
                await tab.WaitAsync("navigator.serviceWorker.controller !== null");
                _site.Dispose();
                await tab.ReloadAsync();
                await tab.WaitAsync("document.documentElement.classList.contains('ready')");
            }

            return tab;
        }

        internal string Address => _site.Address;

        public void Dispose() => _site.Dispose();
    }
}
