using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.PixelArt;
using static Stylize.Engine.Tests.Gaussians.Files.ElementPages;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>The element of the npm package in web shows in a browser what the C# renderer draws.</summary>
[Collection(ElementCollection.Name)]
public sealed class ElementPictureTests(ElementPages pages)
{
    /// <summary>Largest difference of equal pictures, of 255.</summary>
    private const double Rounding = 1.5;

    [Fact<Chromium>]
    public async Task All_kinds_of_pictures_on_one_page_equal_the_renderer()
    {
        var names = Directory.GetFiles(Path.GetDirectoryName(pages.File("a"))!, "*.g2d")
            .Select(Path.GetFileNameWithoutExtension)
            .Where(name => name != "tiles").Order(StringComparer.Ordinal).ToArray();
        await using var tab =
            await pages.OpenWithRendererAsync(string.Concat(names.Select(name => Image($"/files/{name}.g2d"))));
        await tab.EvaluateAsync("document.body.style.background = 'white'");
        await LoadedAsync(tab);
        using var shot = await PixelsAsync(tab);
        var boxes = await tab.EvaluateAsync<int[][]>("""
            [...document.querySelectorAll('gaussian-image')].map(element => element.getBoundingClientRect()).map(({ x, y }) => [x, y])
            """);
        Assert.Equal(37, names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            using var expected = OnWhite(Fixture($"{names[i]}.rgba", 60, 44));
            AssertSame(expected, Crop(shot, boxes[i][0], boxes[i][1], 60, 44), names[i]!);
        }

        Assert.Empty(tab.Errors);
    }

    [Fact<Chromium>]
    public async Task Pictures_are_drawn_for_the_size_of_the_element_and_the_pixels_of_the_device()
    {
        await using var tab = await pages.OpenAsync(Image(Source, "style='width: 120px'"), 200, 200, 2);
        await LoadedAsync(tab);
        var sizes = await tab.EvaluateAsync<int[]>(
            $"[{Canvas}.width, {Canvas}.height, {First}.naturalWidth, {First}.naturalHeight]");
        Assert.Equal([240, 176, 60, 44], sizes);
        await AssertShownAsync(tab, Fixture($"{Name}.large", 240, 176));
        await tab.EvaluateAsync($"{First}.style.width = '15px'");
        await tab.WaitAsync($"{Canvas}.width === 30");
        await tab.FrameAsync();
        await AssertShownAsync(tab, Fixture($"{Name}.small", 30, 22));
    }

    [Fact<Chromium>]
    public async Task Pictures_cover_or_fit_a_box_of_another_shape()
    {
        await using var tab =
            await pages.OpenAsync(Image(Source, "style='width: 120px; height: 176px; object-fit: cover'"));
        await LoadedAsync(tab);
        var size = await tab.EvaluateAsync<int[]>($"[{Canvas}.width, {Canvas}.height]");
        Assert.Equal([240, 176], size);
        using var large = Fixture($"{Name}.large", 240, 176);
        await AssertShownAsync(tab, Crop(large, 60, 0, 120, 176));
        await tab.EvaluateAsync($"{First}.style.cssText = 'width: 60px; height: 100px; object-fit: contain'");
        await tab.WaitAsync($"{Canvas}.width === 60");
        await tab.FrameAsync();
        await AssertShownAsync(tab, Fixture($"{Name}.rgba", 60, 44), top: 28);
    }

    [Fact<Chromium>]
    public async Task Without_WebGL_the_processor_draws()
    {
        await using var tab = await pages.OpenAsync(Image(Source) + Image(Source, "width='30'"), 100, 60, hasGl: false);
        await LoadedAsync(tab);
        Assert.True(
            await tab.EvaluateAsync<bool>(
                "import('/src/webgl.js').then(module => module.sharedRenderer(null) === null)"));
        await AssertShownAsync(tab, Fixture($"{Name}.rgba", 60, 44));
        await AssertShownAsync(tab, Fixture($"{Name}.small", 30, 22), left: 60);
    }

    [Fact<Chromium>]
    public async Task A_large_picture_is_drawn_as_a_draft_first()
    {
        await using var tab = await pages.OpenAsync("", 700, 500, hasGl: false);
        await tab.EvaluateAsync("""
            window.widths = [];
            const put = CanvasRenderingContext2D.prototype.putImageData;
            CanvasRenderingContext2D.prototype.putImageData = function (data, x, y) {
              widths.push(data.width);
              put.call(this, data, x, y);
            };
            """);
        await ShowAsync(tab, Image("/files/tiles.g2d", "width='700' height='500'"));
        await tab.WaitAsync("widths.at(-1) === 700");
        var drafts = (await tab.EvaluateAsync<int[]>("widths"))[..^1];
        Assert.NotEmpty(drafts);
        Assert.All(drafts, width => Assert.InRange(width, 175, 350));
        await AssertShownAsync(tab, Fixture("tiles.rgba", 700, 500));
    }

    [Fact<Chromium>]
    public async Task A_small_picture_loads_no_code_for_large_ones()
    {
        var (rest, bytes) = (new TaskCompletionSource(), File.ReadAllBytes(pages.File($"{Name}.g2d")));
        pages.Slow = async response =>
        {
            response.ContentLength64 = bytes.Length;
            await response.OutputStream.WriteAsync(bytes.AsMemory(0, 100));
            await response.OutputStream.FlushAsync();
            await rest.Task;
            await response.OutputStream.WriteAsync(bytes.AsMemory(100));
            response.Close();
        };
        const string Loaded =
            "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).sort()";
        await using var tab = await pages.OpenAsync(Image("/slow.g2d"));
        await tab.WaitAsync("waitsAfter === 100");
        rest.SetResult();
        await LoadedAsync(tab);

        // Entries are added after answers have been read.
        await tab.WaitAsync($"{Loaded}.includes('/slow.g2d')");
        var loaded = await tab.EvaluateAsync<string[]>(Loaded);
        Assert.Equal(["/slow.g2d", "/src/compact.js", "/src/core.js", "/src/element.js", "/src/opaque.js"], loaded);
    }

    [Theory<Chromium>]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_picture_is_decoded_in_a_worker_if_the_page_may_have_one(bool hasWorker)
    {
        await using var tab =
            await pages.OpenAsync("", 700, 500, hasGl: false, prepare: page => page.StartWithAsync($$"""
            window.workers = 0;
            window.Worker = class extends Worker {
              constructor(...given) {
                workers++;
                if (!{{(hasWorker ? "true" : "false")}}) throw new DOMException('Another origin', 'SecurityError');
                super(...given);
              }
            };
            """));
        await ShowAsync(tab, Image("/files/tiles.g2d", "width='700' height='500'"));
        await tab.WaitAsync($"{Canvas}.width === 700");
        Assert.NotEqual(0, await tab.EvaluateAsync<int>("workers"));
        await AssertShownAsync(tab, Fixture("tiles.rgba", 700, 500));
        Assert.Empty(tab.Errors);
    }

    [Fact<Chromium>]
    public async Task A_lost_context_comes_back()
    {
        await using var tab = await pages.OpenWithRendererAsync(Image(Source));
        await LoadedAsync(tab);
        using var expected = await PixelsAsync(tab);
        await tab.EvaluateAsync("""
            import('/src/webgl.js').then(({ sharedRenderer }) => {
              window.renderer = sharedRenderer();
              window.context = renderer.gl.getExtension('WEBGL_lose_context');
              context.loseContext();
            })
            """);
        await tab.WaitAsync("renderer.isLost");
        await tab.EvaluateAsync(
            $"{Canvas}.getContext('2d').reset(); renderer.restored.dispatchEvent(new Event('restored'))");
        await tab.FrameAsync();
        await AssertShownAsync(tab, expected.Clone());
        await tab.EvaluateAsync($"{Canvas}.getContext('2d').reset()");

        // A busy browser can fail to restore a context and tries only once.
        await tab.WaitAsync("!renderer.isLost || void context.restoreContext()");
        await tab.FrameAsync();
        Assert.True(
            await tab.EvaluateAsync<bool>(
                "import('/src/webgl.js').then(module => module.sharedRenderer() === renderer)"));
        using var restored = await PixelsAsync(tab);
        Assert.Equal(SyntheticPhotograph.Pixels(expected), SyntheticPhotograph.Pixels(restored));
        Assert.Empty(tab.Errors);
    }

    [Fact<Chromium>]
    public async Task A_part_of_a_drawing_is_the_same_with_WebGL_and_on_the_processor()
    {
        await using var tab = await pages.OpenAsync("");
        var parts = await tab.EvaluateAsync<byte[][][]>($$"""
            (async () => {
              const [{ decode }, { draw, sampling }, { sharedRenderer }] =
                await Promise.all(['decode', 'draw', 'webgl'].map(name => import(`/src/${name}.js`)));
              const picture = decode(new Uint8Array(await (await fetch('{{Source}}')).arrayBuffer()));
              const canvas = document.createElement('canvas'), text = ({ data }) => btoa(String.fromCharCode(...data));
              return [[5.3, 31.7, 17.2], [0.6, 3.4, 2.5]].map(([scale, left, top]) => {
                const area = { width: scale * picture.width, height: scale * picture.height, left, top, columns: 25, rows: 19 };
                sharedRenderer(sampling).draw(picture, canvas, area);
                return [text(canvas.getContext('2d').getImageData(0, 0, 25, 19)), text(draw(picture, area))];
              });
            })()
            """);
        foreach (var part in parts)
        {
            using var expected = Raster(part[1], 25, 19);
            AssertSame(expected, Raster(part[0], 25, 19), "part");
        }
    }

    [Fact<Chromium>]
    public async Task A_placeholder_in_the_page_lies_below_its_photograph()
    {
        var address =
            $"data:application/octet-stream;base64,{Convert.ToBase64String(File.ReadAllBytes(pages.File($"{Name}.g2d")))}";
        await using var tab = await pages.OpenAsync($$"""
            <style>.photo { display: grid; width: 120px } .photo > * { grid-area: 1 / 1; width: 100%; height: auto; }</style>
            <div class="photo"><gaussian-image src="{{address}}" alt="" width="60" height="44"></gaussian-image>
            <img src="/missing.g2d" alt="" width="60" height="44"></div>
            """);
        await LoadedAsync(tab);
        Assert.True(await tab.EvaluateAsync<bool>(Painted));
        var boxes = await tab.EvaluateAsync<int[][]>("""
            [...document.querySelectorAll('.photo > *')].map(element => element.getBoundingClientRect())
              .map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))
            """);
        Assert.All(boxes, box => Assert.Equal([0, 0, 120, 88], box));
    }

    /// <summary>The animation has six frames and is played three times.</summary>
    [Theory<Chromium>]
    [InlineData("no-preference")]
    [InlineData("reduce")]
    public async Task An_animation_plays_and_stops_at_its_last_frame_and_waits_if_motion_is_reduced(string motion)
    {
        await using var tab =
            await pages.OpenAsync("", prepare: tab => tab.PreferAsync("prefers-reduced-motion", motion));
        await ShowAsync(tab, Image("/files/animation.bin"));
        await LoadedAsync(tab);
        Assert.Equal(motion == "reduce", await tab.EvaluateAsync<bool>($"{First}.paused"));
        if (motion == "reduce")
        {
            await AssertShownAsync(tab, Fixture("animation-0.rgba", 60, 44));
            await tab.EvaluateAsync($"{First}.play()");
        }

        await tab.WaitAsync($"{First}.paused");
        await tab.FrameAsync();
        await AssertShownAsync(tab, Fixture("animation-5.rgba", 60, 44));
        Assert.Empty(tab.Errors);
    }

    private Raster<Rgba32> Fixture(string name, int width, int height) =>
        Raster(File.ReadAllBytes(pages.File(name)), width, height);

    private static Raster<Rgba32> Raster(byte[] bytes, int width, int height)
    {
        Assert.Equal(4 * width * height, bytes.Length);
        return Paint<Rgba32>(width, height, (x, y) => MemoryMarshal.Cast<byte, Rgba32>(bytes)[(y * width) + x]);
    }

    private static Raster<Rgba32> Crop(Raster<Rgba32> image, int left, int top, int width, int height) =>
        Paint<Rgba32>(width, height, (x, y) => image[left + x, top + y]);

    private static Raster<Rgba32> OnWhite(Raster<Rgba32> image)
    {
        using (image)
        {
            return Paint<Rgba32>(image.Width, image.Height, (x, y) =>
            {
                var pixel = image[x, y];
                byte Over(byte value) => (byte)Math.Round((value * pixel.A / 255.0) + 255 - pixel.A);
                return new(Over(pixel.R), Over(pixel.G), Over(pixel.B));
            });
        }
    }

    /// <summary>Fails if a place on the screen differs from a picture, which is disposed.</summary>
    private static async Task AssertShownAsync(Tab tab, Raster<Rgba32> expected, int left = 0, int top = 0)
    {
        using (expected)
        {
            // A draft and the beginning of a file may be shown before.
            await tab.RetryAsync<bool>("The screen shows the picture", async () =>
            {
                using var shot = await PixelsAsync(tab);
                using var part = Crop(shot, left, top, expected.Width, expected.Height);
                return Difference(expected, part) <= Rounding ? true : null;
            });
        }
    }

    /// <summary>Fails if two pictures, of which the second is disposed, differ.</summary>
    private static void AssertSame(Raster<Rgba32> expected, Raster<Rgba32> actual, string name)
    {
        using (actual)
        {
            var most = Difference(expected, actual);
            Assert.True(most <= Rounding, $"{name} differs by {most}.");
        }
    }

    /// <summary>Returns the largest difference of alpha, or of premultiplied colors.</summary>
    private static double Difference(Raster<Rgba32> expected, Raster<Rgba32> actual)
    {
        var most = 0.0;
        foreach (var (a, b) in SyntheticPhotograph.Pixels(expected).Zip(SyntheticPhotograph.Pixels(actual)))
        {
            most = Math.Max(most, Math.Abs(a.A - b.A));
            foreach (var (x, y) in (ReadOnlySpan<(byte, byte)>)[(a.R, b.R), (a.G, b.G), (a.B, b.B)])
            {
                most = Math.Max(most, Math.Abs((x * a.A) - (y * b.A)) / 255.0);
            }
        }

        return most;
    }
}
