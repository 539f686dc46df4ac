using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting;

internal static class GaussianEncodeDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = "gaussian encode",
        Version = GaussianImageOperation.OperationVersion,
        Cmdlet = "New-GaussianImage",
        Summary = "Fit 2D Gaussians to photographs (<stem>.g2d).",
        Examples =
        [
            "stylize gaussian encode photo.jpg",
            "stylize gaussian encode photos -o models --count 10000 --effort best --preview",
            "stylize gaussian encode photo.jpg --target-size 15000 --json",
        ],
        ProvenanceExtensions = [GaussianFileReader.Extension],
        OptionTypes = [typeof(GaussianImageOptions)],
        BuiltIn = () => OperationDefinition.Widen(GaussianImageOptions.Presets),
        NamesOf = options => GaussianImageOperation.NamesOf((GaussianImageOptions)options),
        Make = options => new GaussianImageOperation((GaussianImageOptions)options),
        Read = start => start.Apply(start.Read<GaussianImageOptions>()),
        WarmUp = () => new GaussianImageOperation(new GaussianImageOptions { Count = 100, Iterations = 44 }),
        CountEntry = "Gaussians",
        PreviewPixels = 100_000, // Time grows with the pixels; at this size the Gaussians of a preset sheet are visible.
        Tuned = () =>
        [
            TuningParameter.Of<GaussianImageOptions, int>(
                nameof(GaussianImageOptions.Iterations), [50, 100, 200, 400, 800, 1600],
                (o, v) => o with { Iterations = v, TimeLimit = null }),
            TuningParameter.Of<GaussianImageOptions, int>(
                nameof(GaussianImageOptions.Count), [1000, 2000, 5000, 10_000, 20_000],
                (o, v) => o with { Count = v, TargetPsnr = null, TargetSize = null }),
        ],
        Picture = (file, width, height, _) =>
        {
            using var read = GaussianFileReader.Read(ImageSource.Memory(file, "Gaussian image"));
            return GaussianRenderer.Render(read.Model, new RenderOptions { Width = width, Height = height });
        },
    };
}
