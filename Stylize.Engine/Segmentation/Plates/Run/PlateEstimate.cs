using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Run;

internal static class PlateEstimate
{
    /// <summary>
    /// Segments parts of the wells, with increasing numbers of tiles, in a temporary folder, including masks, montages, overlays and tables
    /// but not the database.
    /// </summary>
    /// <exception cref="StylizeException">OperationFailed: no tile can be read or processed.</exception>
    public static BatchEstimate Compute(
        PlateOptions options, PreparedPlate plate, IImageCodec codec, RunnerOptions limits, EstimateRequest request,
        CancellationToken cancellation)
    {
        var (items, plan) = (plate.Wells, plate.Plan);
        var pixels = new TilePixels(codec, plan.Limits);
        double[] sizes = [.. items.Select(item => item.Timepoints.Sum(pixels.Megapixels))];
        if (sizes.Sum() == 0)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, null, "Cannot estimate the run: no tile can be read.",
                "Select the files that the run will segment.");
        }

        var work = $"{PlateOptions.OperationName}|{PlateOptions.OperationVersion}|"
            + OptionJson.Serialize(options with { Run = "" });
        var estimator = new UnitEstimator(work, limits, new CostModelCache(), EstimateMachine.Local);
        var folder = Path.Combine(Path.GetTempPath(), $"stylize-estimate-{Guid.NewGuid():N}");
        using var first = new PlateSegmenter(options, Into(folder), plan, codec);
        try
        {
            var number = 0;
            var estimate = estimator.Estimate(
                [.. sizes.Where(size => size > 0)],
                () => Parts(items).Select(part => new EstimateUnit(
                    part[0].Name, part.Sum(pixels.Megapixels), context => Segment(part, Path.Combine(folder, $"{number++}"), context))),
                request with { IsNewProcess = true }, cancellation);
            return estimate with
            {
                Files = items.SelectMany(item => item.Timepoints).Select(t => (t.Experiment, t.Well)).Distinct().Count(),
                Unit = ("well", "wells"),
                MeasuredUnit = ("part of a well", "parts of wells"),
                PeakMemory = items.Select(item => first.EstimateMemory(item.Timepoints)).OrderDescending()
                    .Take(estimator.AtOnce).Sum(),
            };
        }
        finally
        {
            // It was never created, or another program holds a file in it; the system cleans up its temporary files.
            FileFailure.Ignore(() => Directory.Delete(folder, recursive: true));
        }

        void Segment(IReadOnlyList<WellTimepoint> part, string destination, OperationContext context)
        {
            // Statistics of the whole plate are computed once, as in a run: in the first part, like the warm-up.
            using var segmenter = new PlateSegmenter(options, Into(destination), plan, codec, earlier: first);
            segmenter.Segment(part, context);
        }

        static TargetOptions Into(string destination) => new() { Destination = destination, Force = true };
    }

    /// <summary>Returns the smallest and the median well, and parts of the largest one: one tile, a quarter and all of its tiles.</summary>
    private static IEnumerable<IReadOnlyList<WellTimepoint>> Parts(IReadOnlyList<WellItem> items)
    {
        var bySize = items.OrderBy(item => item.TileCount).ToArray();
        var largest = bySize[^1].Timepoints;
        var tiles = largest.Max(timepoint => timepoint.TileNumbers.Count);
        return ((int[])[1, tiles / 4, tiles]).Where(count => count > 0).Distinct().Select(count => Part(largest, count))
            .Concat(((WellItem[])[bySize[0], bySize[bySize.Length / 2]]).Select(item => item.Timepoints))
            .DistinctBy(part => (part[0].Name, part.Sum(timepoint => timepoint.TileCount)))
            .Where(part => part.Sum(timepoint => timepoint.TileCount) > 0);
    }

    private static IReadOnlyList<WellTimepoint> Part(IReadOnlyList<WellTimepoint> well, int count)
    {
        var numbers = well[0].TileNumbers.Take(count).ToHashSet();
        return
        [
            .. well.Select(timepoint => timepoint with
            {
                Segmented = Some(timepoint.Segmented),
                Measured = Some(timepoint.Measured),
                Aligned = timepoint.Aligned is { } aligned ? Some([aligned])[0] : null,
                TileNumbers = [.. timepoint.TileNumbers.Where(numbers.Contains)],
            }),
        ];

        ChannelTiles[] Some(IReadOnlyList<ChannelTiles> channels) =>
            [.. channels.Select(channel => channel with { Tiles = [.. channel.Tiles.Where(tile => numbers.Contains(tile.Tile))] })];
    }

    /// <summary>Number of pixels of tiles. Each header is read once.</summary>
    private sealed class TilePixels(IImageCodec codec, DecodeOptions decode)
    {
        private readonly Dictionary<string, double> _megapixels = [];

        /// <summary>Returns megapixels of all planes of a well that are segmented or measured; 0 for unreadable tiles.</summary>
        public double Megapixels(WellTimepoint well) => well.Measured.SelectMany(channel => channel.Tiles).SelectMany(tile => tile.Planes)
            .Sum(plane => MegapixelsOf(plane.Path));

        private double MegapixelsOf(string path)
        {
            if (!_megapixels.TryGetValue(path, out var megapixels))
            {
                megapixels = StylizeException.OrDefault(() => new ImageInput(ImageSource.File(path), codec, decode).Info.PixelCount) / 1e6;
                _megapixels[path] = megapixels;
            }

            return megapixels;
        }
    }
}
