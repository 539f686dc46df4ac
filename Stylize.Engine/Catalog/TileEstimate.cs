using Stylize.Engine.Batch;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Catalog;

/// <summary>What segmenting a plate will take.</summary>
public static class TileEstimate
{
    /// <summary>
    /// Estimates from a few tiles that are segmented for real. Montages, overlays and the database are not in it; they are a small part of
    /// the time, and of the memory of a well with many tiles.
    /// </summary>
    /// <param name="plan">The wells.</param>
    /// <param name="options">How they would be segmented.</param>
    /// <param name="codec">Reads the tiles.</param>
    /// <param name="limits">Files at a time and threads.</param>
    /// <param name="recalibrate">True to run tiles again even where earlier runs are remembered.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops it.</param>
    public static BatchEstimate Of(
        PlatePlan plan, PlateOptions options, IImageCodec codec, RunnerOptions limits, bool recalibrate,
        Action<OperationProgress>? progress, CancellationToken cancellation)
    {
        var decode = DecodeOptions.Default with { MaxPixels = options.MaxPixels };
        var tiles = plan.Wells.SelectMany(well => well.Segmented).SelectMany(channel => channel.Tiles).Select(tile => tile.Path).Distinct();
        var estimator = new BatchEstimator(new RegionsOperation(options.Segmentation), limits, new CostModelCache());
        var inputs = tiles.Select(path => new ImageInput(ImageSource.File(path), codec, decode));
        return estimator.Estimate(inputs, recalibrate, progress, cancellation);
    }
}
