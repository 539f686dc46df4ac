using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Measures the regions of the planes of a well in its channels.</summary>
internal sealed class MeasureStep(StepContext context)
{
    private readonly PlateOptions _options = context.Options;

    /// <summary>
    /// Percentage of the lowest and of the highest samples without which their range follows the exposure of a well.
    /// </summary>
    public const double Extreme = .1;

    public static WellStep Step { get; } = new(
        "measure", "measure shapes and intensities",
        WellParts.Pixels | WellParts.Labels | WellParts.Cells, WellParts.Rows)
    {
        OfTimepoint = (data, context) => new MeasureStep(context).Complete(
            data.Channels.Aggregate(data with { Channels = [] }, new MeasureStep(context).Add)),
    };

    /// <summary>Returns the data with a measured channel. The nuclei of parts of cells get the ratios of their
    /// intensities to those of the parts.</summary>
    private WellTimepoint Add(WellTimepoint data, ChannelTiles channel)
    {
        using var phase = context.Run.Phases.Start("measure");
        var channels = context.MeasuredWith(context.PixelsOf(channel));
        var nuclei = channel.IsPart ? data.Channels[0] : null;
        var measured = channel with
        {
            Planes =
            [
                .. channel.Planes.Select(
                    (plane, index) => Measure(channel, plane, channels, nuclei?.Planes[index])),
            ],
        };
        IEnumerable<ChannelTiles> before = nuclei is null ? data.Channels
            : data.Channels.Skip(1).Prepend(PartRatios.Add(nuclei, measured));
        return data with { Channels = [.. before, measured] };
    }

    /// <summary>
    /// Returns the data without any channel if one of them has no tile left, so that a well appears with all its files
    /// or without any.
    /// </summary>
    private WellTimepoint Complete(WellTimepoint data)
    {
        string[] lost =
        [
            .. context.Well.Segmented.Where(channel => data.Channels.All(found => found.Channel != channel.Channel)
                || context.PixelsOf(channel).Numbers.Count == 0).Select(channel => channel.Channel),
        ];
        if (lost.Length == 0) return data;

        if (data.Channels.Any(found => !lost.Contains(found.Channel))) context.Fail(data.Incomplete(lost));
        return data with { Channels = [] };
    }

    /// <param name="nuclei">The nuclei of the regions; null for regions that are not parts of cells.</param>
    private PlaneMeasurement Measure(
        ChannelTiles of, PlaneMeasurement plane, List<ChannelReaders> channels, PlaneMeasurement? nuclei)
    {
        var (properties, channel, grid) = (_options.Segmentation.Properties, of.Channel, context.GridOf(of));
        RegionTable.RequireCount(plane.Labels.Count, properties, channels.Count, context.Well.Name);
        var pixelSize = context.PixelSize;
        var sums = channels.Select(c => (c.Channel, Sums: new IntensitySums(plane.Labels.Count, c.HasNumbers)))
            .ToArray();
        using var cores = nuclei is not null && of.Part == CellPart.Cytoplasm
            ? CellPropagation.Inside(nuclei.Labels) : null;
        using var ring = nuclei is null ? RingsAround(plane, grid, channels)
            : cores is null ? null : RegionRing.Of(cores, [.. channels.Select(c => c.HasNumbers)]);
        var check = nuclei is null ? ObjectCheck.ForLabels(plane.Labels, _options.Segmentation) : null;
        var positive = nuclei is null ? PositivePixels.Of(plane.Labels, _options.Segmentation) : null;
        var isMeasured = (properties & RegionProperties.Intensity) != 0;
        var scanned = channels.Where(c =>
            isMeasured || ((check is not null || positive is not null) && c.Channel == channel)).ToList();
        ChannelReaders.Load(scanned, context.ForEach);
        context.ForEach(scanned.Count, index =>
        {
            var (isOwn, hasNumbers) = (scanned[index].Channel == channel, scanned[index].HasNumbers);
            Scan<ushort>(plane, grid, scanned[index], (row, left, y) =>
            {
                if (isOwn) check?.AddRow(row, left, y);
                if (!hasNumbers) Add(row, left, y);
            });
            if (hasNumbers && plane.Stack is null) Scan<double>(plane, grid, scanned[index], Add);

            void Add<T>(ReadOnlySpan<T> row, int left, int y)
                where T : unmanaged, INumber<T>
            {
                if (isOwn) positive?.AddRow(row, left, y);
                if (!isMeasured || plane.Stack is not null) return;

                sums[index].Sums.AddRow(plane.Labels, row, left, y);
                ring?.AddRow(index, row, left, y);
            }
        });
        var name = $"{context.Well.Name}, channel {channel}"
            + (_options.IsPerTile ? Invariant($", tile {plane.Tiles[0].Tile.Tile}") : "");
        if (of.IsSuited && check?.Problem(StylizeException.Verbatim(name)) is { } problem)
        {
            context.Remark(WellRemark.Warning(problem));
        }

        if (isMeasured && plane.Stack is not null)
        {
            context.ForEach(scanned.Count, index => StylizeException.Try(
                () => AddStack(plane, scanned[index], sums[index].Sums), context.Fail));
        }

        // The centroid determines the tile to which a region belongs.
        var table = plane.Stack is { } stack ? MeasureStack(stack, properties, sums, pixelSize)
            : RegionMeasurer.Measure(
                plane.Labels, properties | RegionProperties.Centroid, sums, pixelSize, context.Run.MaxThreads,
                context.Cancellation, cores is null ? ring : null);
        table = positive?.AddTo(table, $"_{channel}") ?? table;
        if (_options.Measure != RegionMeasures.None)
        {
            table = MeasureFurther(table, plane, grid, channels, pixelSize);
        }

        return plane with
        {
            MeasuredChannels = [.. channels.Select(c => c.Channel)],
            Regions = table,
            Cores = cores is null ? null : RegionMeasurer.Measure(
                cores, RegionProperties.MeanIntensity, [.. channels.Zip(ring!.Sums, (c, s) => (c.Channel, s))],
                cancellation: context.Cancellation),
            TileOfRegion = nuclei?.OfParts(table, nuclei.TileOfRegion) ?? plane.TilesOf(table),
            Interests = (nuclei ?? plane).Interests,
            InterestOfRegion = nuclei is null ? plane.InterestOfRegion
                : nuclei.InterestOfRegion is { } numbers ? nuclei.OfParts(table, numbers) : null,
        };
    }

    /// <summary>Measures the regions of a stack: their shapes, and the intensities of all their voxels.</summary>
    private RegionTable MeasureStack(
        LabeledRuns stack, RegionProperties properties, (string Channel, IntensitySums Sums)[] sums,
        PixelSize pixelSize)
    {
        if (!pixelSize.IsSquare)
        {
            throw Errors.VolumeOblong.With(nameof(PlateOptions.Volume), pixelSize.X, pixelSize.Y);
        }

        const RegionProperties Measured = RegionProperties.MinimumIntensity | RegionProperties.MeanIntensity
            | RegionProperties.MaximumIntensity | RegionProperties.IntensityStandardDeviation;
        var intensities =
            RegionMeasurer.Measure(stack, properties & Measured, sums, 1, context.Run.MaxThreads, context.Cancellation);
        RegionColumn[] columns = [.. intensities.Columns.Where(column => column.Channel >= 0)];
        return StackRegions.Measure(stack, pixelSize.X, stack.PlaneDistance * pixelSize.X, null)
            .With(columns, region => intensities.Row(region)[^columns.Length..].ToArray());
    }

    private void AddStack(PlaneMeasurement plane, ChannelReaders channel, IntensitySums sums)
    {
        var tile = plane.Tiles[0].Tile;
        if (!channel.Numbers.Contains(tile.Tile)) return;

        var planes = channel[tile.Tile].OpenPlanes();
        if (planes.Count != plane.Stack!.Planes)
        {
            throw Errors.ChannelPlanes.With(
                channel.File(tile.Tile).Path, Plural.WithCount(planes.Count, "plane"), channel.Channel,
                plane.Stack.Planes, tile.Channel);
        }

        foreach (var (z, reader) in planes.Index())
        {
            using (reader)
            {
                if (sums.AreNumbers) reader.ScanNumbers(Add, context.Cancellation);
                else reader.ScanRows(Add, context.Cancellation);
            }

            void Add<T>(ReadOnlySpan<T> row, int y)
                where T : unmanaged => sums.AddRow(plane.Stack, row, 0, (z * plane.Stack.Height) + y);
        }
    }

    private RegionTable MeasureFurther(
        RegionTable table, PlaneMeasurement plane, MontageGrid grid, List<ChannelReaders> channels, PixelSize pixelSize)
    {
        var ofPixels = _options.Measure & ~RegionMeasures.Neighbors;
        var images = new List<ChannelImage>();
        try
        {
            foreach (var channel in channels.Where(_ => ofPixels != RegionMeasures.None))
            {
                if (channel.Pool(context.Fail, context.Cancellation) is not { } pooled) continue;

                var threshold = ThresholdOf(channel, ThresholdMethod.Otsu, pooled, context.Cancellation)
                    ?? double.PositiveInfinity;
                images.Add(new ChannelImage(
                    channel.Channel, NumbersOf(plane, grid, channel), channel.Scale.Step,
                    channel.Scale.ToNumber(pooled.Percentile(Extreme)),
                    channel.Scale.ToNumber(pooled.Percentile(100 - Extreme)), threshold));
            }

            return RegionExtras.Add(
                table, plane.Labels, _options.Measure, images, _options.NeighborDistance, pixelSize,
                context.Run.MaxThreads, context.Cancellation);
        }
        finally
        {
            images.ForEach(image => image.Numbers.Dispose());
        }
    }

    public Raster<ushort> PixelsOf(PlaneMeasurement plane, MontageGrid grid, ChannelReaders tiles)
    {
        var image = new Raster<ushort>(plane.Labels.Runs.Width, plane.Labels.Runs.Height, clear: true);
        Scan<ushort>(plane, grid, tiles, (row, left, y) => row.CopyTo(image.Row(y)[left..]));
        return image;
    }

    private Raster<float> NumbersOf(PlaneMeasurement plane, MontageGrid grid, ChannelReaders tiles)
    {
        var image = new Raster<float>(plane.Labels.Runs.Width, plane.Labels.Runs.Height, clear: true);
        if (tiles.HasNumbers) Scan<double>(plane, grid, tiles, Store);
        else Scan<ushort>(plane, grid, tiles, Store);

        return image;

        void Store<T>(ReadOnlySpan<T> row, int left, int y)
            where T : INumberBase<T> =>
            TensorPrimitives.ConvertTruncating(row, image.Row(y).Slice(left, row.Length));
    }

    /// <summary>
    /// Passes on the samples or the floating-point numbers of a channel with their positions in the plane, each pixel
    /// of the montage once.
    /// </summary>
    private void Scan<T>(
        PlaneMeasurement plane, MontageGrid grid, ChannelReaders channel, MontageGrid.PixelAction<T> add)
    {
        var divided = grid.Among(channel.Numbers);
        foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            StylizeException.Try(
                () => divided.Scan<T>(
                    tile.Tile.Tile, channel[tile.Tile.Tile],
                    (row, x, y) => add(row, tile.Left + x, tile.Top + y), context.Cancellation),
                context.Fail);
        }
    }

    /// <summary>
    /// Returns the rings, with the scale of each channel; null if the options have no ring. The caller disposes them.
    /// </summary>
    private RegionRing? RingsAround(PlaneMeasurement plane, MontageGrid grid, List<ChannelReaders> channels)
    {
        if (_options.Segmentation.Ring is not { } ring) return null;

        PixelSize pixelSize = !ring.IsMicrometers ? 1
            : PixelSizes.Known(context.Well, _options) ?? PixelSizes.Require(context.Well);
        var around = RegionRing.Around(
            plane.Labels, ring.InPixels(pixelSize), [.. channels.Select(c => c.HasNumbers)], context.Run.MaxThreads,
            context.Cancellation);
        if (plane.Tiles.Count > 1 && (grid.HasOverlap || plane.Tiles.Count < grid.Columns * grid.Rows))
        {
            around.CountOnly(plane.Tiles.SelectMany(tile => Enumerable.Range(0, tile.Height).SelectMany(y => grid
                .Owned(tile.Tile.Tile, y).ToArray()
                .Select(span => (tile.Top + y, tile.Left + span.Start, tile.Left + span.End)))));
        }

        return around;
    }

    /// <summary>
    /// Returns the threshold of a well's channel in numbers of the file; null if all pixels are equal.
    /// </summary>
    public static double? ThresholdOf(
        ChannelReaders tiles, ThresholdMethod method, IntensityHistogram pooled, CancellationToken cancellation)
    {
        try
        {
            return tiles.Scale.ToNumber(GlobalThreshold.Find(method, pooled, 0, cancellation));
        }
        catch (ThresholdNotFoundException)
        {
            return null;
        }
    }
}
