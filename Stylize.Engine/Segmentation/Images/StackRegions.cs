namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Measures the objects of a label mask with several planes in a stack of as many planes. Two planes of labels and one of intensities are
/// in memory at a time.
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
    /// Returns for each label its volume (voxels times <c>PixelSize</c>² and the distance of planes), the area of the sides of voxels
    /// where it ends, also at the border of the stack, its centroid in pixels and planes, and the mean of the intensities.
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

        if (info.PixelCount > SampleScanner.KeptPixels)
        {
            throw new StylizeException(
                StylizeError.ImageTooLarge, image,
                Invariant($"The planes of '{image}' have {info.PixelCount:N0} pixels; stacks may have {SampleScanner.KeptPixels:N0}."),
                "Cut the stack and its mask into parts.");
        }

        var measured = new StackRegions();
        var labels = new int[info.Width * info.Height];
        var before = new int[labels.Length];
        for (var plane = 0; plane < pages; plane++)
        {
            var decoding = input.DecodeOptions with { Page = plane };
            labels.AsSpan().Clear();
            using (var runs = LabelMaskReader.Read(
                maskPath, plane, input.Codec, input.DecodeOptions, (info.Width, info.Height), image, cancellation))
            {
                for (var run = 0; run < runs.Count; run++)
                {
                    var (start, end) = (runs.Starts[run], runs.Ends[run]);
                    labels.AsSpan((runs.Rows[run] * info.Width) + start, end - start).Fill(measured.IndexOf(runs.Objects[run]));
                }
            }

            measured.AddSides(labels, before, info.Width);
            var z = plane;
            input.Codec.ReadNumbers(
                input.Source, (y, values) => measured.AddRow(labels.AsSpan(y * info.Width, info.Width), values, y, z), decoding);
            (labels, before) = (before, labels);
        }

        labels.AsSpan().Clear();
        measured.AddSides(labels, before, 0);
        return measured.Table(pixelSize, planeDistance);
    }

    /// <summary>Returns the index of a label plus 1.</summary>
    private int IndexOf(int label)
    {
        if (_indices.TryGetValue(label, out var index)) return index;

        _sums.Add(default);
        _indices.Add(label, _sums.Count);
        return _sums.Count;
    }

    /// <summary>Counts the sides of voxels between a plane and the plane before it, and within it.</summary>
    /// <param name="width">Pixels of a row; 0 after the last plane.</param>
    private void AddSides(int[] labels, int[] before, int width)
    {
        var sums = CollectionsMarshal.AsSpan(_sums);
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            Count(sums, label, before[i], isAlong: true);
            if (width == 0) continue;

            Count(sums, label, i % width > 0 ? labels[i - 1] : 0, isAlong: false);
            Count(sums, label, i >= width ? labels[i - width] : 0, isAlong: false);
            if (i % width == width - 1) Count(sums, label, 0, isAlong: false);
            if (i >= labels.Length - width) Count(sums, label, 0, isAlong: false);
        }
    }

    private static void Count(Span<Sums> sums, int one, int other, bool isAlong)
    {
        if (one == other) return;

        foreach (var label in (ReadOnlySpan<int>)[one, other])
        {
            if (label == 0) continue;

            ref var sum = ref sums[label - 1];
            sum.AlongSides += isAlong ? 1 : 0;
            sum.AcrossSides += isAlong ? 0 : 1;
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
        var area = pixelSize * pixelSize;
        foreach (var (row, (label, index)) in _indices.OrderBy(pair => pair.Key).Index())
        {
            var sum = _sums[index - 1];
            double[] values =
            [
                label, sum.Voxels * area * planeDistance, (sum.AlongSides * area) + (sum.AcrossSides * pixelSize * planeDistance),
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

        /// <summary>Sides in the plane of the pixels, whose area is that of a pixel.</summary>
        public long AlongSides;

        /// <summary>Sides between pixels of a plane, whose area is the pixel size times the distance of planes.</summary>
        public long AcrossSides;

        public double Intensity;
    }
}
