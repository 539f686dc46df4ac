using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Editing;

internal static class GaussianEditDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = GaussianEditOperation.OperationName,
        Version = GaussianEditOperation.OperationVersion,
        Cmdlet = "Edit-GaussianImage",
        Summary = "Move, resize, rotate, crop and join .g2d files, in that order (<stem>.edited.g2d).",
        Examples =
        [
            "stylize gaussian edit photo.g2d --width 1024",
            "stylize gaussian edit models -o turned --rotate 90",
            "stylize gaussian edit photo.g2d --crop 100,50,320,240",
            "stylize gaussian edit left.g2d --join right.g2d --at 768,0 -o both.g2d",
        ],
        InputExtensions = GaussianFileReader.Extensions,
        ProvenanceExtensions = [GaussianFileReader.Extension],
        OptionTypes = [typeof(GaussianEditOptions)],
        NamesOf = _ => GaussianEditOperation.Names,
        Make = options => new GaussianEditOperation((GaussianEditOptions)options),
        PreviewPixels = long.MaxValue,
        Sketch = Sketch,
        Read = start => start.Apply(start.ReadLike<GaussianEditOptions>()),
    };

    /// <summary>Renders the edited model at a size.</summary>
    private static Raster<Rgba32> Sketch(IOperationOptions options, ImageInput input, int side, OperationContext context)
    {
        using var file = new MemoryStream();
        using (var artifact = new GaussianEditOperation((GaussianEditOptions)options).Run(input, context))
        {
            artifact.Write(file);
        }

        using var edited = GaussianFileReader.Read(file.ToArray(), input.Source.Name);
        var scale = (double)side / Math.Max(edited.Model.Width, edited.Model.Height);
        var size = new RenderOptions { Width = Length(edited.Model.Width), Height = Length(edited.Model.Height) };
        return GaussianRenderer.Render(edited.Model, size, context.MaxThreads, context.Cancellation);

        int Length(int length) => Math.Max(1, (int)Math.Round(length * scale));
    }
}
