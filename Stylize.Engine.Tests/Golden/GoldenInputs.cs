using Stylize.Engine.Tests.Codecs;
using Stylize.Engine.Tests.Gaussians.Files.Animations;
using Stylize.Engine.Tests.PixelArt;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Golden;

/// <summary>The inputs of a tier, as full paths.</summary>
/// <param name="folder">Receives inputs that are drawn.</param>
internal abstract class GoldenInputs(TemporaryFolder folder)
{
    /// <summary>The folder of relative paths, which also receives outputs.</summary>
    public TemporaryFolder Folder => folder;

    /// <summary>Folder of the tiles of a plate.</summary>
    public abstract string Plate { get; }

    /// <summary>Returns the inputs of presets; the first one is also the input of formats and choices.</summary>
    public abstract string[] For(OperationDefinition operation);

    /// <summary>Returns an animation as input of every format; null if the operation reads none.</summary>
    public abstract string? AnimationFor(OperationDefinition operation);

    /// <summary>Returns options that make a run short, as texts by name.</summary>
    public abstract Dictionary<string, string> Shorten(OperationDefinition operation, GoldenCase one);

    protected void WriteModels()
    {
        foreach (var name in (string[])["compact", "standard", "lossless"])
        {
            File.Copy(
                Checkout.Path("Stylize.Engine.Tests", "Gaussians", "Files", "Samples", $"{name}-1.g2d"),
                folder[$"{name}.g2d"]);
        }

        File.WriteAllBytes(folder["animation.g2d"], DrawnAnimation.Create(1, 4, count: 60).File);
    }

    protected string[] Paths(params string[] names) => [.. names.Select(name => folder[name])];

    protected static bool ReadsModels(OperationDefinition operation) => operation.InputExtensions is not null;
}

/// <summary>Small inputs that this class draws, odd ones among them.</summary>
internal sealed class DrawnInputs : GoldenInputs
{
    private static readonly string[] Images =
    [
        "photograph.png", "icon.png", "one-color.png", "one-pixel.png", "one-column.png", "gray-16.png",
        "gray-alpha.png", "small-hole.png", "sprite.png", "animation.png", "animation-gif.gif",
    ];

    public DrawnInputs(TemporaryFolder folder)
        : base(folder)
    {
        WriteModels();
        WriteImages();
        WriteAnimations();
        WritePlate();
    }

    public override string Plate => Folder["plate"];

    public override string[] For(OperationDefinition operation)
    {
        if (ReadsModels(operation)) return Paths("compact.g2d", "standard.g2d", "lossless.g2d", "animation.g2d");

        if (operation.WantsGray) return Paths("gray-16.png", "gray-alpha.png", "gray-pixel.png", "photograph.png");

        var first = operation.Name == "restore" ? "sprite.png" : "photograph.png";
        return Paths([first, .. Images.Where(name => name != first)]);
    }

    public override string AnimationFor(OperationDefinition operation) =>
        Folder[ReadsModels(operation) ? "animation.g2d" : "animation.png"];

    public override Dictionary<string, string> Shorten(OperationDefinition operation, GoldenCase one) =>
        (operation.Name, one.Preset ?? one.Given.GetValueOrDefault("Distribution"), one.Format) switch
        {
            ("pixel-art", _, not ("Scr" or "Koa")) => new() { ["Width"] = "16", ["Scale"] = "2" },
            ("dot-art", "BoldPointillism" or "Ink" or "Sketch", "Png") =>
                new() { ["PngSize"] = "64", ["DotCount"] = "200" },
            ("dot-art", "BoldPointillism" or "Ink" or "Sketch", _) => new() { ["DotCount"] = "200" },
            ("dot-art", _, "Png") => new() { ["PngSize"] = "64" },
            ("gaussian edit", _, _) when one.Given.Count == 0 => new() { ["Move"] = "1,2" },
            _ => [],
        };

    private void WriteImages()
    {
        Save("photograph", SyntheticPhotograph.Busy(48, 36));
        Save("icon", Paint<Rgba32>(24, 24, (x, y) =>
        {
            var distance = ((x - 12) * (x - 12)) + ((y - 11) * (y - 11));
            return new Rgba32((byte)(200 - (4 * x)), (byte)(8 * y), 60, (byte)Math.Clamp(900 - (8 * distance), 0, 255));
        }));
        Save("one-color", Paint<Rgba32>(16, 12, (_, _) => new(200, 60, 90)));
        Save("one-pixel", Paint<Rgba32>(1, 1, (_, _) => new(20, 160, 90)));
        Save("one-column", Paint<Rgba32>(1, 40, (_, y) => new((byte)(6 * y), 90, (byte)(y < 20 ? 200 : 10))));
        Save("small-hole", Paint<Rgba32>(24, 20, (x, y) => x is 10 or 11 && y is 8 or 9
            ? default : new Rgba32((byte)(10 * x), (byte)(12 * y), 120)));
        using var sprite = OnePixelSprite.Draw();
        Save("sprite", Paint<Rgba32>(96, 96, (x, y) => sprite[x / 4, y / 4]));
        using var nuclei = Nuclei(72, 48, 1, 0);
        SampleFiles.Save(Folder["gray-16.png"], 72, 48, (x, y) => nuclei[x, y]);
        SampleFiles.Save(Folder["gray-pixel.png"], 1, 1, (_, _) => 3000);
        using var gray = new SampleImage<ushort>(
            [
                Paint<ushort>(24, 18, (x, y) => (ushort)((9 * x) + (x * y % 7))),
                Paint<ushort>(24, 18, (x, y) => (ushort)Math.Min(255, 14 * (x + y))),
            ],
            hasAlpha: true, 8);
        gray.Save(Folder["gray-alpha.png"], new(ImageFormat.Png));
    }

    private void WriteAnimations()
    {
        var frames = Enumerable.Range(0, 3).Select(frame => new AnimationFrame(
            Paint<Rgba32>(32, 24, (x, y) => Math.Abs(x - 8 - (6 * frame)) < 4 && Math.Abs(y - 12) < 6
                ? new(230, 80, 40) : new((byte)(7 * x), (byte)(9 * y), 150)),
            80 + (40 * frame)));
        File.WriteAllBytes(Folder["animation.png"], EncodedFiles.Written(
            stream => ImageCodecs.Default.EncodeFrames(frames, stream, new(ImageFormat.Png) { LoopCount = 2 })));
        byte[] indices = [.. Coordinates(20, 16).Select(at => (byte)(1 + (5 * at.X) + at.Y))];
        byte[] patch = [.. Enumerable.Range(0, 48).Select(i => (byte)(i % 5 == 0 ? 0 : 100 - i))];
        File.WriteAllBytes(Folder["animation-gif.gif"], TinyGif.Write(
            20, 16, 0, new(0, 0, 20, 16, indices, 10, 1), new(5, 4, 8, 6, patch, 20, 2, HasOwnPalette: true)));
    }

    /// <summary>Draws two wells of two tiles in two channels at two timepoints, with nuclei that move.</summary>
    private void WritePlate()
    {
        foreach (var (well, time) in Coordinates(2, 2))
        {
            using var nuclei = Nuclei(2 * 66, 66, well + 1, 2 * time);
            foreach (var (tile, channel) in Coordinates(2, 2))
            {
                var name = $"DRAWN_A{well + 1}_T{time}_{tile + 1}_{(channel == 0 ? "DAPI" : "GFP")}.tif";
                SampleFiles.Save(
                    Folder[$"plate/{name}"], 66, 66,
                    (x, y) => channel == 0 ? nuclei[(66 * tile) + x, y] : 30_000 - (nuclei[(66 * tile) + x, y] / 2));
            }
        }
    }

    /// <summary>Draws nuclei of several sizes and brightnesses, a few of which touch, and moves them.</summary>
    private static Raster<ushort> Nuclei(int width, int height, int seed, int move)
    {
        var scene = new NucleiScene(width, height);
        foreach (var (column, row) in Coordinates(width / 22, height / 22))
        {
            var touches = (column + row + seed) % 3 == 0 ? 4 : 0;
            scene.Disc(
                12 + (22 * column) + touches + move, 11 + (22 * row) + (column % 3), 6 + ((column + seed) % 3),
                9000 + (3000 * ((column + (2 * row)) % 4)));
        }

        return scene.Draw((x, y) => 2000 + (10 * x) + (6 * y), 150, seed);
    }

    private void Save(string name, Raster<Rgba32> image)
    {
        using (image)
        {
            image.Save(Folder[$"{name}.png"], new(ImageFormat.Png));
        }
    }
}

/// <summary>The files of samples/, at full size.</summary>
internal sealed class SampleInputs : GoldenInputs
{
    public SampleInputs(TemporaryFolder folder)
        : base(folder) => WriteModels();

    public override string Plate => Checkout.Path("samples", "plate");

    public override string[] For(OperationDefinition operation) => operation.Name switch
    {
        _ when ReadsModels(operation) => Paths("compact.g2d", "standard.g2d", "lossless.g2d"),
        _ when operation.WantsGray => Checkout.Files(Checkout.Path("samples", "plate", "A1"), "*_T0_*.tif"),
        "restore" =>
        [
            Checkout.Path("samples", "pixel-art", "enlarged.jpg"), Checkout.Path("samples", "gallery", "owl.jpg"),
            .. Checkout.Files(Checkout.Path("samples", "pixel-art"), "*.png"),
        ],
        "gaussian encode" => Checkout.Photographs()[..1],
        _ => Checkout.Photographs(),
    };

    public override string? AnimationFor(OperationDefinition operation) =>
        operation.Name == "pixel-art" ? Checkout.Path("samples", "gallery", "runner.webp") : null;

    public override Dictionary<string, string> Shorten(OperationDefinition operation, GoldenCase one) =>
        operation.Name switch
        {
            "gaussian encode" => new() { ["Iterations"] = "60" },
            "gaussian decode" when one.Format != "Html" => new() { ["Scale"] = "4" },
            "gaussian edit" => new() { ["Rotate"] = "30" },
            _ => [],
        };
}
