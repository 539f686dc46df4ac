using Stylize.Engine.Segmentation.Learned;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Measures the objects of a stack: nuclei, or those of a label mask with as many planes. With a mask, two planes of labels and one of
/// intensities are in memory at a time.
/// </summary>
internal sealed class StackRegions
{
    private static readonly RegionColumn[] Columns =
    [
        new("Label", RegionProperties.None, -1, 0, 0, true),
        .. new[] { "Volume", "SurfaceArea", "CentroidX", "CentroidY", "CentroidZ", "MeanIntensity" }
            .Select(name => new RegionColumn(name, RegionProperties.None, -1, 0, 0, false)),
    ];

    private readonly Dictionary<int, int> _indices = [];
    private readonly List<Sums> _sums = [];

    /// <summary>
    /// Returns for each label of a mask its volume (voxels times <c>PixelSize</c>² and the distance of planes), its surface, its centroid
    /// in pixels and planes, and the mean of the intensities.
    /// </summary>
    /// <param name="input">A gray stack; its pages are the planes.</param>
    /// <param name="maskPath">The mask: a TIFF file with a page per plane, or an array of an OME-Zarr.</param>
    /// <param name="planeDistance">Distance of planes, in the unit of <paramref name="pixelSize"/>.</param>
    /// <exception cref="StylizeException">
    /// The mask is missing, unreadable, in color or of another size, or has values that are not labels; the stack is unreadable.
    /// </exception>
    public static RegionTable Measure(
        ImageInput input, string maskPath, double pixelSize, double planeDistance, CancellationToken cancellation)
    {
        var (info, image) = (input.Info, input.Source.Name);
        var pages = LabelMaskReader.Pages(maskPath, image, input.Codec, input.DecodeOptions);
        if (pages != info.Pages)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, maskPath,
                $"The label mask '{maskPath}' has {Plural.WithCount(pages, "plane")}, but '{image}' has {info.Pages}.",
                "Use a mask with a plane for each plane of the stack, and a stack with one channel and one timepoint.");
        }

        RequireFits(input, info.PixelCount);
        return Measure(input, pixelSize, planeDistance, (plane, add) =>
        {
            using var runs = LabelMaskReader.Read(
                maskPath, plane, input.Codec, input.DecodeOptions, (info.Width, info.Height), image, cancellation);
            for (var run = 0; run < runs.Count; run++)
            {
                add(runs.Rows[run], runs.Starts[run], runs.Ends[run], runs.Objects[run]);
            }
        });
    }

    /// <summary>Estimates the peak bytes of finding nuclei: intensities, labels and the search.</summary>
    public static long EstimateMemory(ImageInfo info, ThresholdMethod method) => (6 * info.PixelCount * info.Pages)
        + VolumeNuclei.EstimateMemory(info.PixelCount * info.Pages)
        + (method == ThresholdMethod.Learned ? LearnedNuclei.EstimateMemory(info.PixelCount) : 0);

    /// <summary>Finds the nuclei of a stack and returns their measurements.</summary>
    /// <param name="mask">Receives the labels of a plane as a page of 16 or 32 bits; null for no mask.</param>
    /// <inheritdoc cref="Measure(ImageInput, string, double, double, CancellationToken)"/>
    public static RegionTable Find(
        ImageInput input, ThresholdMethod method, double pixelSize, double planeDistance, Action<int, int, int[]>? mask,
        CancellationToken cancellation)
    {
        var info = input.Info;
        RequireFits(input, info.PixelCount * info.Pages);
        var labels = new int[info.PixelCount * info.Pages];
        var readers = new List<SampleScanner>();
        int count;
        try
        {
            for (var plane = 0; plane < info.Pages; plane++)
            {
                readers.Add(new(new ImageInput(input.Source, input.Codec, input.DecodeOptions with { Page = plane })));
            }

            count = Find(readers, method, planeDistance / pixelSize, labels, cancellation);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }

        var area = info.Width * info.Height;
        var table = Measure(input, pixelSize, planeDistance, (plane, add) =>
        {
            for (var i = plane * area; i < (plane + 1) * area; i++)
            {
                if (labels[i] != 0) add(i / info.Width % info.Height, i % info.Width, (i % info.Width) + 1, labels[i]);
            }
        });
        mask?.Invoke(count, info.Pages, labels);
        return table;
    }

    /// <summary>Fills the labels of all voxels of a stack, and returns the number of nuclei.</summary>
    /// <param name="planeDistance">Distance of planes in pixels.</param>
    public static int Find(
        IReadOnlyList<SampleScanner> planes, ThresholdMethod method, double planeDistance, Span<int> labels, CancellationToken cancellation)
    {
        Raster<ushort>[] images = [.. planes.Select(plane => plane.Whole())];
        if (method == ThresholdMethod.Nuclei) return VolumeNuclei.Find(images, planeDistance, null, labels, cancellation);

        // With the range of the whole stack, planes without nuclei remain dim.
        var pooled = new IntensityHistogram();
        Array.ForEach(images, image => pooled.Add(image, image.Height));
        return VolumeNuclei.Find(
            images, planeDistance, (image, diameter) => LearnedNuclei.Find(image, diameter, pooled, cancellation), labels, cancellation);
    }

    private static void RequireFits(ImageInput input, long pixels)
    {
        if (pixels > SampleScanner.KeptPixels)
        {
            throw new StylizeException(
                StylizeError.ImageTooLarge, input.Source.Name, Invariant(
                    $"The planes of '{input.Source.Name}' have {pixels:N0} pixels; stacks may have {SampleScanner.KeptPixels:N0}."),
                "Cut the stack into parts.");
        }
    }

    /// <param name="read">Adds the runs of a plane: row, start, end, label.</param>
    private static RegionTable Measure(
        ImageInput input, double pixelSize, double planeDistance, Action<int, Action<int, int, int, int>> read)
    {
        var (info, measured) = (input.Info, new StackRegions());

        // With a margin, so that all neighbors exist.
        var width = info.Width + 1;
        var labels = new int[(width * (info.Height + 3)) + 1];
        var before = new int[labels.Length];
        for (var plane = 0; plane < info.Pages; plane++)
        {
            labels.AsSpan().Clear();
            read(plane, (row, start, end, label) =>
                labels.AsSpan(((row + 1) * width) + start, end - start).Fill(measured.IndexOf(label)));
            measured.AddCrossings(labels, before, width);
            var z = plane;
            input.Codec.ReadNumbers(
                input.Source, (y, values) => measured.AddRow(labels.AsSpan((y + 1) * width, info.Width), values, y, z),
                input.DecodeOptions with { Page = plane });
            (labels, before) = (before, labels);
        }

        labels.AsSpan().Clear();
        measured.AddCrossings(labels, before, width);
        return measured.Table(pixelSize, planeDistance);
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

    private void AddRow(ReadOnlySpan<int> labels, ReadOnlySpan<double> values, int y, int z)
    {
        var sums = CollectionsMarshal.AsSpan(_sums);
        for (var x = 0; x < labels.Length; x++)
        {
            if (labels[x] == 0) continue;

            ref var sum = ref sums[labels[x] - 1];
            sum.Voxels++;
            (sum.X, sum.Y, sum.Z) = (sum.X + x, sum.Y + y, sum.Z + z);
            sum.Intensity += values[x];
        }
    }

    private RegionTable Table(double pixelSize, double planeDistance)
    {
        var table = new RegionTable(Columns, _sums.Count);
        var volume = pixelSize * pixelSize * planeDistance;
        var surface = new SurfaceArea(pixelSize, planeDistance);
        foreach (var (row, (label, index)) in _indices.OrderBy(pair => pair.Key).Index())
        {
            var sum = _sums[index - 1];
            double[] values =
            [
                label, sum.Voxels * volume, surface.FromCrossings(sum.Crossings),
                (double)sum.X / sum.Voxels, (double)sum.Y / sum.Voxels, (double)sum.Z / sum.Voxels, sum.Intensity / sum.Voxels,
            ];
            values.CopyTo(table.Values(row));
        }

        return table;
    }

    private struct Sums
    {
        public long Voxels;
        public long X;
        public long Y;
        public long Z;

        /// <summary>Number of ends of the object in each direction.</summary>
        public required long[] Crossings { get; init; }

        public double Intensity;
    }
}
