using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Measures the regions of a plane of a well in its channels.</summary>
internal sealed class MeasureStep(WellWork work)
{
    private readonly PlateOptions _options = work.Options;
    private readonly OperationContext _context = work.Context;

    /// <summary>
    /// Percentage of the lowest and of the highest samples without which their range follows the exposure of a well.
    /// </summary>
    public const double Extreme = .1;

    /// <param name="nuclei">The nuclei of the regions; null for regions that are not parts of cells.</param>
    /// <param name="interest">The regions of interest to which the regions belong; null for none.</param>
    /// <param name="isSuited">False if images of another kind were reported, so that nothing else is reported about the
    /// regions.</param>
    public PlaneMeasurement Run(
        ChannelTiles of, LabeledPlane plane, MontageGrid grid, List<ChannelReaders> channels,
        PlaneMeasurement? nuclei = null, WellInterest? interest = null, bool isSuited = true)
    {
        var (properties, channel) = (_options.Segmentation.Properties, of.Channel);
        RegionTable.RequireCount(plane.Labels.Count, properties, channels.Count, work.Well.Name);
        var pixelSize = work.PixelSize;
        var sums = channels.Select(c => (c.Channel, Sums: new IntensitySums(plane.Labels.Count) { Scale = c.Scale }))
            .ToArray();
        using var ring = nuclei is null ? RingsAround(plane, grid, channels) : null;
        var check = nuclei is null ? ObjectCheck.ForLabels(plane.Labels, _options.Segmentation) : null;
        var isMeasured = (properties & RegionProperties.Intensity) != 0;
        var scanned = channels.Where(c => isMeasured || (check is not null && c.Channel == channel)).ToList();
        ChannelReaders.Load(scanned, work.ForEach);
        work.ForEach(scanned.Count, index => AddIntensities(plane, grid, scanned[index], (row, left, y) =>
        {
            if (isMeasured && plane.Stack is null)
            {
                sums[index].Sums.AddRow(plane.Labels, row, left, y);
                ring?.AddRow(index, row, left, y);
            }

            if (scanned[index].Channel == channel)
            {
                check?.AddRow(row, left, y);
            }
        }));
        var name = $"{work.Well.Name}, channel {channel}"
            + (_options.IsPerTile ? Invariant($", tile {plane.Tiles[0].Tile.Tile}") : "");
        if (isSuited && check?.Problem(StylizeException.Verbatim(name)) is { } problem)
        {
            work.Remark(WellRemark.Warning(problem));
        }

        if (isMeasured && plane.Stack is not null)
        {
            work.ForEach(scanned.Count, index => StylizeException.Try(
                () => AddStack(plane, scanned[index], sums[index].Sums), work.Failures.Enqueue));
        }

        // The centroid determines the tile to which a region belongs.
        var table = plane.Stack is { } stack ? MeasureStack(stack, properties, sums, pixelSize)
            : RegionMeasurer.Measure(
                plane.Labels, properties | RegionProperties.Centroid, sums, pixelSize, _context.MaxThreads,
                work.Cancellation, ring);
        var dotted = channels.Where(c => _options.Puncta.Contains(c.Channel, StringComparer.OrdinalIgnoreCase))
            .ToList();
        table = PunctaCounter.Add(table, plane, grid, dotted, _options, work.Cancellation);
        if (_options.Measure != RegionMeasures.None)
        {
            table = MeasureFurther(table, plane, grid, channels, pixelSize);
        }

        return new PlaneMeasurement(
            channel, [.. channels.Select(c => c.Channel)], plane.Tiles, table,
            nuclei?.OfParts(table, nuclei.TileOfRegion) ?? plane.TileOfRegion(table))
        {
            Part = of.Part,
            Interests = nuclei?.Interests ?? interest?.Names ?? [],
            InterestOfRegion = nuclei is null ? interest?.Numbers(plane, table)
                : nuclei.InterestOfRegion is { } numbers ? nuclei.OfParts(table, numbers) : null,
        };
    }

    /// <summary>Measures the regions of a stack: their shapes, and the intensities of all their voxels.</summary>
    private RegionTable MeasureStack(
        LabeledRuns stack, RegionProperties properties, (string Channel, IntensitySums Sums)[] sums, double pixelSize)
    {
        const RegionProperties Measured = RegionProperties.MinimumIntensity | RegionProperties.MeanIntensity
            | RegionProperties.MaximumIntensity | RegionProperties.IntensityStandardDeviation;
        var intensities =
            RegionMeasurer.Measure(stack, properties & Measured, sums, 1, _context.MaxThreads, work.Cancellation);
        RegionColumn[] columns = [.. intensities.Columns.Where(column => column.Channel >= 0)];
        return StackRegions.Measure(stack, pixelSize, stack.PlaneDistance * pixelSize, null)
            .With(columns, region => intensities.Row(region)[^columns.Length..].ToArray());
    }

    private void AddStack(LabeledPlane plane, ChannelReaders channel, IntensitySums sums)
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
                reader.ScanRows(
                    (row, y) => sums.AddRow(plane.Stack, row, 0, (z * plane.Stack.Height) + y), work.Cancellation);
            }
        }
    }

    private RegionTable MeasureFurther(
        RegionTable table, LabeledPlane plane, MontageGrid grid, List<ChannelReaders> channels, double pixelSize)
    {
        var ofPixels = _options.Measure & ~RegionMeasures.Neighbors;
        var images = new List<ChannelImage>();
        try
        {
            foreach (var channel in channels.Where(_ => ofPixels != RegionMeasures.None))
            {
                if (channel.Pool(work.Failures.Enqueue, work.Cancellation) is not { } pooled) continue;

                var threshold = ThresholdOf(channel, ThresholdMethod.Otsu, pooled, work.Cancellation)
                    ?? double.PositiveInfinity;
                images.Add(new ChannelImage(
                    channel.Channel, PixelsOf(plane, grid, channel), channel.Scale, pooled.Percentile(Extreme),
                    pooled.Percentile(100 - Extreme), threshold));
            }

            return RegionExtras.Add(
                table, plane.Labels, _options.Measure, images, _options.NeighborDistance, pixelSize,
                _context.MaxThreads, work.Cancellation);
        }
        finally
        {
            images.ForEach(image => image.Samples.Dispose());
        }
    }

    public Raster<ushort> PixelsOf(LabeledPlane plane, MontageGrid grid, ChannelReaders tiles)
    {
        var image = new Raster<ushort>(plane.Labels.Runs.Width, plane.Labels.Runs.Height, clear: true);
        AddIntensities(plane, grid, tiles, (row, left, y) => row.CopyTo(image.Row(y)[left..]));
        return image;
    }

    /// <summary>
    /// Passes on the pixels of a channel with their positions in the plane, each pixel of the montage once.
    /// </summary>
    private void AddIntensities(
        LabeledPlane plane, MontageGrid grid, ChannelReaders channel, MontageGrid.PixelAction add)
    {
        var divided = grid.Among(channel.Numbers);
        foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
        {
            work.Cancellation.ThrowIfCancellationRequested();
            StylizeException.Try(
                () => divided.Scan(
                    tile.Tile.Tile, channel[tile.Tile.Tile], (row, x, y) => add(row, tile.Left + x, tile.Top + y),
                    work.Cancellation),
                work.Failures.Enqueue);
        }
    }

    /// <summary>
    /// Returns the rings, with the scale of each channel; null if the options have no ring. The caller disposes them.
    /// </summary>
    private RegionRing? RingsAround(LabeledPlane plane, MontageGrid grid, List<ChannelReaders> channels)
    {
        if (_options.Segmentation.Ring is not { } ring) return null;

        var pixelSize = ring.IsMicrometers ? PixelSizes.Known(work.Well, _options) ?? PixelSizes.Require(work.Well) : 1;
        var around = RegionRing.Around(
            plane.Labels, ring.InPixels(pixelSize), [.. channels.Select(c => c.Scale)], _context.MaxThreads,
            work.Cancellation);
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
