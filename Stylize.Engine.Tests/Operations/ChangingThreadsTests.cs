using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Run;
using Stylize.Engine.Tests.PixelArt;
using Stylize.Engine.Tests.Segmentation;

namespace Stylize.Engine.Tests.Operations;

/// <summary>Runs with a changing number of threads give the same files as runs on one thread.</summary>
public sealed class ChangingThreadsTests
{
    private static readonly GaussianImageOptions QuickFit = new() { Count = 300, Iterations = 30 };

    public static TheoryData<string> Operations => [.. Cases.Keys];

    private static Dictionary<string, (IOperation Operation, Func<byte[]> Input)> Cases => new()
    {
        ["pixel art"] =
            (new PixelArtOperation(new PixelArtOptions { Width = 40, Dither = DitherMethod.BlueNoise }), Photograph),
        ["pixel art, fast"] = (new PixelArtOperation(PixelArtOptions.Fast with { Width = 40 }), Photograph),
        ["restore"] = (new RestoreOperation(new RestoreOptions()), Enlarged),
        ["dots by tone"] = (new DotArtOperation(new DotArtOptions { DotCount = 900 }), Photograph),
        ["dots by tone, apart"] =
            (new DotArtOperation(new DotArtOptions { DotCount = 900, AllowOverlap = false }), Photograph),
        ["dots by gradient"] =
            (new DotArtOperation(DotArtOptions.Presets["Gradient"] with { Format = DrawingFormat.Png }), Photograph),
        ["areas"] = (new VectorArtOperation(new VectorArtOptions()), Photograph),
        ["areas as a PNG"] = (new VectorArtOperation(new VectorArtOptions { Format = DrawingFormat.Png }), Photograph),
        ["fit"] = (new GaussianImageOperation(QuickFit), Photograph),
        ["fit in layers"] = (new GaussianImageOperation(QuickFit with { Progressive = true }), Photograph),
        ["draw Gaussians"] = (new GaussianDecodeOperation(new GaussianDecodeOptions()), Gaussians),
        ["edit Gaussians"] = (new GaussianEditOperation(new GaussianEditOptions { Scale = 1.5 }), Gaussians),
        ["regions"] = (new RegionsOperation(new SegmentationOptions()), Gray),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_changing_number_of_threads_changes_no_byte(string name)
    {
        var (operation, input) = Cases[name];
        var bytes = input();
        Assert.Equal(Run(operation, bytes, 1), Run(operation, bytes, Changing()));
    }

    [Fact]
    public void A_changing_number_of_threads_changes_no_byte_of_a_well()
    {
        using var plate = new TestPlate();
        var (one, other) = (Segment(1, "one"), Segment(Changing(), "other"));
        Assert.NotEmpty(one);
        Assert.Equal(one, other);

        List<(string, string)> Segment(ThreadGrant threads, string destination)
        {
            var options = plate.Options with { Wells = ["E4"], Timepoints = ["0"] };
            var plan = PlatePlan.Make(plate.Files, options, ImageCodecs.Default);
            var segmenter = new PlateSegmenter(options, plate.Targets(destination), plan, ImageCodecs.Default);
            var well = segmenter.Segment([Assert.Single(plan.Wells)], new OperationContext { MaxThreads = threads });
            return [.. well.Files.Select(
                f => (Path.GetFileName(f.Path), Convert.ToHexString(File.ReadAllBytes(f.Path)))).Order()];
        }
    }

    private static ThreadGrant Changing()
    {
        var asked = 0;
        return new ThreadGrant(() => 1 + (Interlocked.Increment(ref asked) * 7 % 5), 5);
    }

    private static string Run(IOperation operation, byte[] bytes, ThreadGrant threads)
    {
        var input = new ImageInput(ImageSource.Memory(bytes, "input"), ImageCodecs.Default);
        using var made = operation.Run(input, new OperationContext { MaxThreads = threads });
        return Convert.ToHexString(made.Bytes());
    }

    private static byte[] Photograph()
    {
        using var image = SyntheticPhotograph.Busy(201, 190);
        return image.Encoded(new(ImageFormat.Png));
    }

    private static byte[] Enlarged()
    {
        using var cells = SyntheticPhotograph.Busy(40, 30);
        using var image = Resampler.Resize(cells, 200, 150, ResampleFilter.Nearest);
        return image.Encoded(new(ImageFormat.Png));
    }

    private static byte[] Gray()
    {
        using var photograph = SyntheticPhotograph.Busy(300, 200);
        var plane = Paint<ushort>(300, 200, (x, y) => (ushort)(photograph[x, y].B * 200));

        using var samples = new SampleImage<ushort>([plane], false, 16);
        return samples.Encoded(new(ImageFormat.Tiff));
    }

    private static byte[] Gaussians()
    {
        var input = new ImageInput(ImageSource.Memory(Photograph(), "photograph"), ImageCodecs.Default);
        using var made = (GaussianImageArtifact)new GaussianImageOperation(QuickFit).Run(input, OperationContext.Quiet);
        return made.File.ToArray();
    }
}
