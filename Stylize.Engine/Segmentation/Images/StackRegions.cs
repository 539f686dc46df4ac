using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Measures the objects of a stack: nuclei, or those of a label mask with as many planes. With a mask, two planes of
/// labels and one of intensities are in memory at a time.
/// </summary>
internal sealed class StackRegions
{
    private static readonly RegionColumn[] Columns =
    [
        new("Label", RegionProperties.None, -1, 0, 0, true),
        .. new[] { "Volume", "SurfaceArea", "CentroidX", "CentroidY", "CentroidZ", "Planes", "MeanIntensity" }.Select(
            name => new RegionColumn(
                name, name.StartsWith("Centroid", StringComparison.Ordinal)
                    ? RegionProperties.Centroid : RegionProperties.None, -1, 0, 0,
                name == "Planes")),
    ];

    private readonly Dictionary<int, int> _indices = [];
    private readonly List<Sums> _sums = [];

    /// <summary>
    /// Returns for each label of a mask its volume (voxels times <c>PixelSize</c>² and the distance of planes), its
    /// surface, its centroid in pixels and planes, and the mean of the intensities.
    /// </summary>
    /// <param name="input">A gray stack; its pages are the planes.</param>
    /// <param name="maskPath">The mask: a TIFF file with a page per plane, or an array of an OME-Zarr.</param>
    /// <param name="planeDistance">Distance of planes, in the unit of <paramref name="pixelSize"/>.</param>
    /// <exception cref="StylizeException">
    /// The mask is missing, unreadable, in color or of another size, or has values that are not labels; the stack is
    /// unreadable.
    /// </exception>
    public static RegionTable Measure(
        ImageInput input, string maskPath, double pixelSize, double planeDistance, CancellationToken cancellation)
    {
        var (info, image) = (input.Info, input.Source.Name);
        var pages = LabelMaskReader.Pages(maskPath, image, input.Codec, input.DecodeOptions);
        if (pages != info.Pages)
        {
            throw Errors.LabelMaskPlanes.With(maskPath, Plural.WithCount(pages, "plane"), image, info.Pages);
        }

        RequireFits(image, info.PixelCount);
        return Measure((info.Width, info.Height, info.Pages), pixelSize, planeDistance, (plane, add) =>
        {
            using var runs = LabelMaskReader.Read(
                maskPath, plane, input.Codec, input.DecodeOptions, (info.Width, info.Height), image, cancellation);
            for (var run = 0; run < runs.Count; run++)
            {
                add(runs.Rows[run], runs.Starts[run], runs.Ends[run], runs.Objects[run]);
            }
        }, Numbers(input));
    }

    /// <summary>Returns what the file says of its pages; empty if nothing.</summary>
    public static string Description(ImageInput input) =>
        StylizeException.OrDefault(() => input.Codec.ReadMetadata(input.Source, input.DecodeOptions).Description) ?? "";

    /// <summary>Requires that all pages are planes of one volume.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: there are several channels or timepoints.</exception>
    public static void RequireOneVolume(ImageInput input, string description)
    {
        var document = OmeXml.TryRead(description) ?? StackAxes.TryRead(description, input.Info.Pages);
        if (document?.Images.FirstOrDefault() is not { } image || image.SizeC * (long)image.SizeT == 1
            || image.SizeZ >= input.Info.Pages)
        {
            return;
        }

        throw Errors.VolumeAxes.With(
            input.Source.Name, Plural.WithCount(image.SizeC, "channel"), Plural.WithCount(image.SizeT, "timepoint"));
    }

    /// <summary>Returns the distance of planes that OME-XML or ImageJ states in a description; otherwise that of
    /// pixels.</summary>
    public static double PlaneDistance(string text, double pixelSize)
    {
        if (OmeXml.Claims(text))
        {
            return pixelSize * (OmeXml.TryRead(text)?.Images.FirstOrDefault()?.PlaneDistance ?? 1);
        }

        // The spacing for ImageJ has the unit of the file, which is not that of measurements without a pixel size.
        var lines = StackAxes.ImageJLines(text);
        var unit = lines["zunit"].Concat(lines["unit"]).FirstOrDefault("pixel");
        var side = unit == "pixel" ? pixelSize : pixelSize != 1 ? PixelSize.Micrometers(unit) : null;
        return text.StartsWith("ImageJ=", StringComparison.Ordinal)
            && TryNumber(lines["spacing"].FirstOrDefault(), out var spacing) && spacing > 0
            ? spacing * side ?? pixelSize : pixelSize;
    }

    /// <summary>Estimates the peak bytes of finding nuclei: intensities, labels and the search.</summary>
    public static long EstimateMemory(long pixels, int planes) =>
        (6 * pixels * planes) + VolumeNuclei.EstimateMemory(pixels * planes) + LearnedNuclei.EstimateMemory(pixels);

    /// <summary>Finds the nuclei of a stack and returns their measurements.</summary>
    /// <param name="use">Receives the nuclei before they are released.</param>
    /// <inheritdoc cref="Measure(ImageInput, string, double, double, CancellationToken)"/>
    public static RegionTable Find(
        ImageInput input, double pixelSize, double planeDistance, Action<LabeledRuns> use,
        CancellationToken cancellation)
    {
        var readers = new List<SampleScanner>();
        try
        {
            for (var plane = 0; plane < input.Info.Pages; plane++)
            {
                readers.Add(new(new ImageInput(input.Source, input.Codec, input.DecodeOptions with { Page = plane })));
            }

            using var nuclei = Find(readers, planeDistance / pixelSize, cancellation);
            readers.ForEach(reader => reader.Dispose());
            var table = Measure(nuclei, pixelSize, planeDistance, Numbers(input));
            use(nuclei);
            return table;
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>Finds the nuclei of a stack.</summary>
    /// <param name="planeDistance">Distance of planes in pixels.</param>
    /// <exception cref="StylizeException">The planes are unreadable, or have too many pixels.</exception>
    public static LabeledRuns Find(
        IReadOnlyList<SampleScanner> planes, double planeDistance, CancellationToken cancellation)
    {
        var (width, height) = (planes[0].Width, planes[0].Height);
        RequireFits(planes[0].Name, (long)width * height * planes.Count);
        Raster<ushort>[] images = [.. planes.Select(plane => plane.Whole())];

        // With the range of the whole stack, planes without nuclei remain dim.
        var pooled = new IntensityHistogram();
        Array.ForEach(images, image => pooled.Add(image, image.Height));
        RunTable FindPlane(Raster<ushort> image, double size)
        {
            var found = size;
            return LearnedNuclei.Find(image, size, ref found, pooled, cancellation);
        }

        var voxels = new int[width * height * planes.Count];
        var count = VolumeNuclei.Find(images, planeDistance, FindPlane, voxels, cancellation);
        return LabeledRuns.FromVoxels(voxels, count, width, planes.Count, planeDistance);
    }

    /// <summary>Measures the regions of a stack in three dimensions.</summary>
    /// <param name="values">Reads the rows of intensities of a plane; null for none.</param>
    public static RegionTable Measure(
        LabeledRuns labeled, double pixelSize, double planeDistance,
        Action<int, Action<int, ReadOnlySpan<double>>>? values) =>
        Measure(
            (labeled.Runs.Width, labeled.Height, labeled.Planes), pixelSize, planeDistance, (plane, add) =>
            {
                var (runs, top) = (labeled.Runs, plane * labeled.Height);
                for (var run = runs.RowOffset(top); run < runs.RowOffset(top + labeled.Height); run++)
                {
                    add(runs.Rows[run] - top, runs.Starts[run], runs.Ends[run], labeled.Labels[run]);
                }
            },
            values);

    private static Action<int, Action<int, ReadOnlySpan<double>>> Numbers(ImageInput input) => (plane, add) =>
        input.Codec.ReadNumbers(input.Source, (y, values) => add(y, values), input.DecodeOptions with { Page = plane });

    private static void RequireFits(string name, long pixels)
    {
        if (pixels > SampleScanner.KeptPixels) throw Errors.StackTooLarge.With(name, pixels, SampleScanner.KeptPixels);
    }

    /// <param name="read">Adds the runs of a plane: row, start, end, label.</param>
    private static RegionTable Measure(
        (int Width, int Height, int Planes) size, double pixelSize, double planeDistance,
        Action<int, Action<int, int, int, int>> read, Action<int, Action<int, ReadOnlySpan<double>>>? values)
    {
        var measured = new StackRegions();

        // With a margin, so that all neighbors exist.
        var width = size.Width + 1;
        var labels = new int[(width * (size.Height + 3)) + 1];
        var before = new int[labels.Length];
        for (var plane = 0; plane < size.Planes; plane++)
        {
            labels.AsSpan().Clear();
            var z = plane;
            read(plane, (row, start, end, label) =>
            {
                var index = measured.IndexOf(label);
                labels.AsSpan(((row + 1) * width) + start, end - start).Fill(index);
                measured.AddRun(index, row, start, end, z);
            });
            measured.AddCrossings(labels, before, width);
            values?.Invoke(
                plane, (y, numbers) => measured.AddIntensities(labels.AsSpan((y + 1) * width, size.Width), numbers));
            (labels, before) = (before, labels);
        }

        labels.AsSpan().Clear();
        measured.AddCrossings(labels, before, width);
        return measured.Table(pixelSize, planeDistance, values is not null);
    }

    /// <summary>Returns the index of a label plus 1.</summary>
    private int IndexOf(int label)
    {
        if (_indices.TryGetValue(label, out var index)) return index;

        _sums.Add(new() { Crossings = new long[SurfaceArea.Directions.Length] });
        _indices.Add(label, _sums.Count);
        return _sums.Count;
    }

    /// <summary>Counts the ends of objects between each voxel of a plane and its neighbors before it.</summary>
    private void AddCrossings(int[] labels, int[] before, int width)
    {
        var sums = CollectionsMarshal.AsSpan(_sums);
        Span<int> steps = stackalloc int[SurfaceArea.Directions.Length];
        for (var direction = 0; direction < steps.Length; direction++)
        {
            steps[direction] = SurfaceArea.Directions[direction].X + (SurfaceArea.Directions[direction].Y * width);
        }

        for (var i = width + 1; i < labels.Length - width - 1; i++)
        {
            var label = labels[i];
            for (var direction = 0; direction < steps.Length; direction++)
            {
                var other = (direction < SurfaceArea.Backward ? before : labels)[i + steps[direction]];
                if (label == other) continue;

                if (label > 0) sums[label - 1].Crossings[direction]++;
                if (other > 0) sums[other - 1].Crossings[direction]++;
            }
        }
    }

    private void AddRun(int index, int y, int start, int end, int z)
    {
        ref var sum = ref CollectionsMarshal.AsSpan(_sums)[index - 1];
        long voxels = end - start;
        sum.Planes += sum.Voxels == 0 || sum.LastPlane != z ? 1 : 0;
        sum.LastPlane = z;
        sum.Voxels += voxels;
        (sum.X, sum.Y, sum.Z) = (sum.X + (voxels * (start + end - 1) / 2), sum.Y + (voxels * y), sum.Z + (voxels * z));
    }

    private void AddIntensities(ReadOnlySpan<int> labels, ReadOnlySpan<double> values)
    {
        var sums = CollectionsMarshal.AsSpan(_sums);
        for (var x = 0; x < labels.Length; x++)
        {
            if (labels[x] != 0) sums[labels[x] - 1].Intensity += values[x];
        }
    }

    private RegionTable Table(double pixelSize, double planeDistance, bool hasIntensities)
    {
        var table = new RegionTable(hasIntensities ? Columns : Columns[..^1], _sums.Count);
        var volume = pixelSize * pixelSize * planeDistance;
        var surface = new SurfaceArea(pixelSize, planeDistance);
        foreach (var (row, (label, index)) in _indices.OrderBy(pair => pair.Key).Index())
        {
            var sum = _sums[index - 1];
            double[] values =
            [
                label, sum.Voxels * volume, surface.FromCrossings(sum.Crossings),
                (double)sum.X / sum.Voxels, (double)sum.Y / sum.Voxels, (double)sum.Z / sum.Voxels, sum.Planes,
                sum.Intensity / sum.Voxels,
            ];
            values.AsSpan(0, table.Columns.Count).CopyTo(table.Values(row));
        }

        return table;
    }

    private struct Sums
    {
        public long Voxels;
        public long X;
        public long Y;
        public long Z;
        public int Planes;
        public int LastPlane;

        /// <summary>Number of ends of the object in each direction.</summary>
        public required long[] Crossings { get; init; }

        public double Intensity;
    }
}
