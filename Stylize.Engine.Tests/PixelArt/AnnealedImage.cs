using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

/// <summary>An image after annealing on one thread, with its samples, superpixels and palette.</summary>
internal sealed class AnnealedImage : IDisposable
{
    public AnnealedImage(Raster<Rgba32> image, int gridWidth, int gridHeight, PixelArtOptions options)
    {
        Samples = CellSamples.Convert(
            image, new GridAxis(image.Width, gridWidth, 1), new GridAxis(image.Height, gridHeight, 1), 0.5,
            OperationContext.Quiet);
        Grid = CellPlanes.OfSamples(Samples);
        Superpixels = new SuperpixelRefinement(
            Samples, Grid, null, options.SpatialWeight, options.PositionSmoothing, options.ColorSmoothing,
            new RowTeam(1));
        var parameters = new PixelArtPlan(options).Annealing([.. options.LockedColors.Select(LabConversion.FromRgba)]);
        Palette = new DeterministicAnnealing(Superpixels, Grid, parameters, Grid.Moments()).Run(CancellationToken.None);
    }

    public CellSamples Samples { get; }

    public CellPlanes Grid { get; }

    public SuperpixelRefinement Superpixels { get; }

    public Lab[] Palette { get; }

    public void Dispose()
    {
        Grid.Dispose();
        Samples.Dispose();
    }
}
