using Stylize.Engine.Tests.Browser;
using Stylize.Engine.Tests.PixelArt;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Studio.Page;

/// <summary>The studio of all tests of its page, which run one after another. It has one input of each kind.</summary>
public sealed class SharedStudio(Chromium chromium) : IDisposable
{
    /// <summary>A tile of microscopy.</summary>
    public const string Tile = "PLATE1_A1_T0_1_DAPI.tif";

    private StudioProcess? _process;

    /// <summary>The process, which starts when it is first used.</summary>
    internal StudioProcess Process => _process ??= new StudioProcess(chromium, Draw);

    /// <inheritdoc cref="StudioProcess.OpenAsync"/>
    internal Task<StudioPage> OpenAsync(
        string hash, int width = 1280, int height = 800, Func<Tab, Task>? prepare = null) =>
        Process.OpenAsync(hash, width, height, prepare);

    /// <summary>Opens a page and waits for the result of the command.</summary>
    internal async Task<StudioPage> OpenFullAsync(string hash, int width = 1280, int height = 800)
    {
        var opened = await OpenAsync(hash, width, height);
        await opened.WaitForFullAsync();
        return opened;
    }

    public void Dispose() => _process?.Dispose();

    /// <summary>Draws a photograph to start a studio with.</summary>
    internal static void DrawPhotograph(CliFolder folder)
    {
        using var image = SyntheticPhotograph.Busy(300, 200);
        folder.File("in/photo.jpg", "");
        image.Save(folder["in/photo.jpg"], new(ImageFormat.Jpeg));
    }

    private static void Draw(CliFolder folder)
    {
        DrawPhotograph(folder);
        Make("pixel-art", "in/photo.jpg", "--width", "40", "--colors", "8", "--scale", "9", "-o", "in/sprite.png");
        Make("gaussian", "encode", "in/photo.jpg", "--count", "300", "--effort", "draft", "-o", "in/scene.g2d");
        using (var file = File.Create(folder["in/moving.gif"]))
        {
            ImageCodecs.Default.EncodeFrames(Moving(), file, new EncodeOptions(ImageFormat.Gif));
        }

        DrawTile(0, folder[$"in/{Tile}"]);
        foreach (var well in new[] { "A1", "A2" })
        {
            for (var tile = 1; tile <= 2; tile++)
            {
                DrawTile((10 * well[1]) + tile, folder[$"in/{well}/PLATE1_{well}_T0_{tile}_DAPI.tif"]);
            }
        }

        void Make(params string[] arguments) =>
            Assert.Equal((0, ""), (folder.Run([.. arguments, "--no-provenance"]).ExitCode, ""));
    }

    /// <summary>A square that moves over a gradient.</summary>
    private static IEnumerable<AnimationFrame> Moving() => Enumerable.Range(0, 6).Select(frame => new AnimationFrame(
        Paint<Rgba32>(96, 64, (x, y) =>
            Math.Abs(x - 20 - (10 * frame)) < 9 && Math.Abs(y - 32) < 9
                ? new(250, 220, 40) : new((byte)(2 * x), (byte)(3 * y), 90)), 60));

    /// <summary>Draws nuclei, some of them close to others.</summary>
    internal static void DrawTile(int seed, string path)
    {
        var random = new Random(seed);
        var nuclei = Enumerable.Range(0, 24)
            .Select(_ => (X: random.Next(10, 230), Y: random.Next(10, 170), Radius: random.Next(5, 9))).ToArray();
        using var image = new Raster<ushort>(240, 180);
        foreach (var (x, y) in Coordinates(image.Width, image.Height))
        {
            var isNucleus =
                nuclei.Any(one => Math.Pow(x - one.X, 2) + Math.Pow(y - one.Y, 2) < one.Radius * one.Radius);
            image[x, y] = (ushort)((isNucleus ? 9000 : 600) + random.Next(200));
        }

        TestPlate.Save(image, path);
    }
}

/// <summary>Tests that share the studio.</summary>
[CollectionDefinition(Name)]
public sealed class SharedStudioCollection : ICollectionFixture<SharedStudio>
{
    public const string Name = "studio";
}
