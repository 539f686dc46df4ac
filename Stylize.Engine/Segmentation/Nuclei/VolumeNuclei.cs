using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Finds nuclei in stacks: those of each plane, which come from the network, are linked across planes. Each then has
/// its own threshold, halfway between its brightness and the background of its plane, and is split by the catchment
/// basins of its distance transform in three dimensions.
/// </summary>
internal static class VolumeNuclei
{
    /// <summary>Minimum volume as a share of the cube of the diameter; a ball has 0.52.</summary>
    private const double MinVolume = .04;

    /// <summary>Minimum brightness of a nucleus above the background, in standard deviations of the noise of a
    /// pixel.</summary>
    private const double MinSignal = 3;

    /// <summary>Minimum diameter of a nucleus in pixels at the resolution of the background.</summary>
    private const double BackgroundDiameter = 5;

    /// <summary>
    /// A nucleus is split if the distance to the background falls by this share of its maximum, or by this many pixels.
    /// </summary>
    private const double SplitShare = .05, SplitDepth = .25;

    /// <summary>A smaller standard deviation, as a share of the distance of planes, changes nothing.</summary>
    private const double MinSmoothing = .3;

    /// <summary>Minimum intersection over union of the cross-sections of a nucleus in neighboring planes.</summary>
    private const double MinOverlap = .25;

    /// <summary>Returns peak bytes in addition to the planes.</summary>
    public static long EstimateMemory(long voxels) => (20 * voxels) + CatchmentBasins.EstimateMemory(voxels);

    /// <summary>Fills a plane of labels for each plane of the stack, and returns the number of nuclei.</summary>
    /// <param name="planeDistance">Distance of planes in pixels.</param>
    /// <param name="labels">Labels of all voxels.</param>
    /// <param name="find">Finds the nuclei of a plane by their diameter.</param>
    public static int Find(
        IReadOnlyList<Raster<ushort>> planes, double planeDistance, Func<Raster<ushort>, double, RunTable> find,
        Span<int> labels, CancellationToken cancellation)
    {
        labels.Clear();
        double[] diameters = [.. planes.Select(NucleusScale.Find).Where(d => d > 0).Order()];
        if (diameters.Length == 0) return 0;

        var diameter = Math.Clamp(
            diameters[diameters.Length / 2], SegmentationOptions.MinNucleusDiameter,
            SegmentationOptions.MaxNucleusDiameter);
        var side = NucleusScale.Side(diameter);
        var (columns, rows) = ((planes[0].Width + side - 1) / side, (planes[0].Height + side - 1) / side);
        using var reduced = Raster<int>.Packed(columns, rows * planes.Count);
        var count = new Stack(planes, columns, rows, diameter / side, planeDistance / side, side)
            .Find(find, reduced.Pixels, cancellation);
        var (area, all) = (planes[0].Width * planes[0].Height, columns * rows);
        for (var z = 0; z < planes.Count; z++)
        {
            using var runs = LabelEnlarger.Enlarge(
                reduced.Pixels.Slice(z * all, all), columns, rows, side, planes[0].Width, planes[0].Height);
            for (var run = 0; run < runs.Count; run++)
            {
                labels.Slice((z * area) + (runs.Rows[run] * planes[0].Width) + runs.Starts[run],
                    runs.Ends[run] - runs.Starts[run])
                    .Fill(runs.Objects[run]);
            }
        }

        return count;
    }

    /// <summary>A stack whose planes are reduced by blocks. Lengths are in blocks.</summary>
    private sealed record Stack(
        IReadOnlyList<Raster<ushort>> Planes, int Width, int Height, double Diameter, double PlaneDistance, int Side)
    {
        /// <summary>Voxels of a cube with the diameter of a nucleus as its side.</summary>
        private double Cube => Diameter * Diameter * Diameter / PlaneDistance;

        public int Find(Func<Raster<ushort>, double, RunTable> find, Span<int> labels, CancellationToken cancellation)
        {
            var count = Link(find, labels, cancellation);
            using (var signal = Signal(cancellation))
            {
                // The noise of a block of pixels.
                var noise = Sample.Median([.. Planes.Select(plane => plane.Noise() / Side)]);
                WatershedRegions.Threshold(signal.Pixels, labels, count, MinSignal * noise);
            }

            count = Number(labels, .5 * MinVolume * Cube);
            Split(labels, count, cancellation);
            return Number(labels, MinVolume * Cube);
        }

        /// <summary>Finds the nuclei of each plane, gives those that overlap most in neighboring planes one label, and
        /// returns the number of labels.</summary>
        private int Link(Func<Raster<ushort>, double, RunTable> find, Span<int> labels, CancellationToken cancellation)
        {
            var (area, count) = (Width * Height, 0);
            for (var z = 0; z < Planes.Count; z++)
            {
                cancellation.ThrowIfCancellationRequested();
                var plane = labels.Slice(z * area, area);
                plane.Clear();
                using (var runs = find(Planes[z], Diameter * Side))
                {
                    for (var run = 0; run < runs.Count; run++)
                    {
                        // The label of a block is that of its middle.
                        if (runs.Rows[run] % Side != Side / 2) continue;

                        var (first, end) =
                            ((runs.Starts[run] + (Side / 2)) / Side, (runs.Ends[run] + (Side / 2)) / Side);
                        plane.Slice((runs.Rows[run] / Side * Width) + first, end - first).Fill(runs.Objects[run]);
                    }
                }

                var names = z == 0 ? [] : Matches(labels.Slice((z - 1) * area, area), plane);
                foreach (ref var label in plane)
                {
                    if (label == 0) continue;

                    ref var name = ref CollectionsMarshal.GetValueRefOrAddDefault(names, label, out var isKnown);
                    label = name = isKnown ? name : ++count;
                }
            }

            return count;
        }

        /// <summary>Returns labels of a plane with those of the plane before it that overlap them most.</summary>
        private static Dictionary<int, int> Matches(ReadOnlySpan<int> before, ReadOnlySpan<int> plane)
        {
            var (shared, old, own) =
                (new Dictionary<(int Before, int Now), int>(), new Dictionary<int, int>(), new Dictionary<int, int>());
            for (var i = 0; i < plane.Length; i++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(old, before[i], out _)++;
                CollectionsMarshal.GetValueRefOrAddDefault(own, plane[i], out _)++;
                if (before[i] != 0 && plane[i] != 0)
                {
                    CollectionsMarshal.GetValueRefOrAddDefault(shared, (before[i], plane[i]), out _)++;
                }
            }

            var (names, taken) = (new Dictionary<int, int>(), new HashSet<int>());
            foreach (var ((label, now), overlap) in shared
                .Select(pair =>
                    (pair.Key, pair.Value / (double)(old[pair.Key.Before] + own[pair.Key.Now] - pair.Value)))
                .Where(pair => pair.Item2 >= MinOverlap).OrderByDescending(pair => pair.Item2).ThenBy(pair => pair.Key))
            {
                if (!names.ContainsKey(now) && taken.Add(label)) names.Add(now, label);
            }

            return names;
        }

        /// <summary>Returns the brightness above the background of each plane, smoothed in three dimensions.</summary>
        private Raster<float> Signal(CancellationToken cancellation)
        {
            var sigma = Math.Max(.6, .05 * Diameter);
            var signal = Raster<float>.Packed(Width * Height, Planes.Count);
            foreach (var (z, plane) in Planes.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                using var blocks = new ReducedImage(plane);
                blocks.Reduce(Side);
                using var background = Background(blocks);
                using var smooth = blocks.Smooth(sigma);
                TensorPrimitives.Subtract(smooth.Pixels, background.Pixels, signal.Row(z));
            }

            if (Planes.Count > 1 && sigma > MinSmoothing * PlaneDistance)
            {
                GaussianBlur.SmoothDown(signal, sigma / PlaneDistance);
            }
            return signal;
        }

        /// <summary>
        /// Returns the background, found at a resolution at which a nucleus has a few pixels, because it is smooth.
        /// </summary>
        private Raster<float> Background(ReducedImage blocks)
        {
            var side = Math.Max(1, (int)(Diameter / BackgroundDiameter));
            var radius = (int)Math.Ceiling(2.5 * Diameter / side);
            using var whole = blocks.Smooth(Math.Max(.8, .15 * Diameter));
            using var reduced = new BlockMeans<float, float>(whole, side).ToPlane();
            reduced.Open(radius);
            GaussianBlur.SmoothInPlace(reduced, Math.Max(1, radius / 2.0));
            return Bilinear.Enlarge(reduced, side, blocks.Width, blocks.Height);
        }

        /// <summary>Numbers the components of equal label, drops small ones, and returns their number.</summary>
        private int Number(Span<int> labels, double smallest)
        {
            using var parents = new PooledBuffer<int>(labels.Length);
            var sets = parents.Span;
            var areas = new Dictionary<int, int>();
            for (var i = 0; i < labels.Length; i++)
            {
                sets[i] = i;
                if (labels[i] == 0) continue;

                var (x, line) = (i % Width, i / Width);
                if (x > 0 && labels[i - 1] == labels[i]) DisjointSets.Unite(sets, i, i - 1);
                if (line % Height > 0 && labels[i - Width] == labels[i]) DisjointSets.Unite(sets, i, i - Width);
                if (line >= Height && labels[i - (Width * Height)] == labels[i])
                {
                    DisjointSets.Unite(sets, i, i - (Width * Height));
                }
            }

            for (var i = 0; i < labels.Length; i++)
            {
                sets[i] = DisjointSets.Root(sets, i);
                if (labels[i] != 0) CollectionsMarshal.GetValueRefOrAddDefault(areas, sets[i], out _)++;
            }

            var numbers = areas.Where(part => part.Value >= smallest).Select(part => part.Key).Order().Index()
                .ToDictionary(part => part.Item, part => part.Index + 1);
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = labels[i] == 0 ? 0 : numbers.GetValueOrDefault(sets[i]);
            }

            return numbers.Count;
        }

        /// <summary>Splits each object at every slight concavity.</summary>
        private void Split(Span<int> labels, int count, CancellationToken cancellation)
        {
            var basins = new CatchmentBasins();
            var pieces = 0;
            foreach (var (index, box) in Boxes(labels, count).Index())
            {
                cancellation.ThrowIfCancellationRequested();
                var (width, height, depth) = (box.Right - box.Left, box.Bottom - box.Top, box.Back - box.Front);
                using var distances = Raster<float>.Packed(width, height * depth);
                using var maxima = Raster<int>.Packed(width, height * depth);
                for (var row = 0; row < height * depth; row++)
                {
                    var from = labels.Slice(Index(row), width);
                    var to = distances.Row(row);
                    for (var x = 0; x < width; x++)
                    {
                        to[x] = from[x] == index + 1 ? VolumeDistance.Far : 0;
                    }
                }

                VolumeDistance.Compute(distances, height, PlaneDistance);
                basins.Find(distances.Pixels, width, 0, SplitDepth, SplitShare, maxima.Pixels, height);
                var names = new Dictionary<int, int>();
                for (var row = 0; row < height * depth; row++)
                {
                    var to = labels.Slice(Index(row), width);
                    var found = maxima.Row(row);
                    for (var x = 0; x < width; x++)
                    {
                        if (found[x] < 0) continue;

                        // Negative, so that pieces are not taken for objects that follow.
                        ref var name = ref CollectionsMarshal.GetValueRefOrAddDefault(names, found[x], out var isKnown);
                        name = isKnown ? name : ++pieces;
                        to[x] = -name;
                    }
                }

                int Index(int row) =>
                    ((((box.Front + (row / height)) * Height) + box.Top + (row % height)) * Width) + box.Left;
            }

            TensorPrimitives.Negate<int>(labels, labels);
        }

        /// <summary>Returns the box of each object with a margin of one voxel, within the stack.</summary>
        private Box[] Boxes(ReadOnlySpan<int> labels, int count)
        {
            var boxes = new Box[count];
            Array.Fill(boxes, new(Width, Height, Planes.Count, 0, 0, 0));
            for (var i = 0; i < labels.Length; i++)
            {
                if (labels[i] == 0) continue;

                var (x, y, z) = (i % Width, i / Width % Height, i / (Width * Height));
                ref var box = ref boxes[labels[i] - 1];
                box = new(
                    Math.Min(box.Left, Math.Max(x - 1, 0)), Math.Min(box.Top, Math.Max(y - 1, 0)),
                    Math.Min(box.Front, Math.Max(z - 1, 0)),
                    Math.Max(box.Right, Math.Min(x + 2, Width)), Math.Max(box.Bottom, Math.Min(y + 2, Height)),
                    Math.Max(box.Back, Math.Min(z + 2, Planes.Count)));
            }

            return boxes;
        }
    }

    private readonly record struct Box(int Left, int Top, int Front, int Right, int Bottom, int Back);
}

/// <summary>Distances of voxels to the background, in pixels of a plane, by lower envelopes of parabolas (Felzenszwalb
/// and Huttenlocher 2012).</summary>
internal static class VolumeDistance
{
    /// <summary>The squared distance of voxels whose line has no background.</summary>
    public const float Far = 1e12f;

    /// <summary>Replaces 0 for background and <see cref="Far"/> for an object with distances.</summary>
    /// <param name="voxels">All rows of all planes.</param>
    /// <param name="height">Rows of a plane.</param>
    public static void Compute(Raster<float> voxels, int height, double planeDistance)
    {
        var (width, depth) = (voxels.Width, voxels.Height / height);
        var pixels = voxels.Pixels;
        var envelope = new Envelope(Math.Max(width, Math.Max(height, depth)));
        for (var row = 0; row < voxels.Height; row++)
        {
            envelope.Apply(pixels[(row * width)..], width, 1, 1);
        }

        for (var z = 0; z < depth; z++)
        {
            for (var x = 0; x < width; x++)
            {
                envelope.Apply(pixels[((z * height * width) + x)..], height, width, 1);
            }
        }

        for (var i = 0; i < width * height; i++)
        {
            envelope.Apply(pixels[i..], depth, width * height, planeDistance);
        }

        TensorPrimitives.Sqrt(pixels, pixels);
    }

    private sealed class Envelope(int length)
    {
        private readonly double[] _values = new double[length];
        private readonly int[] _sites = new int[length];
        private readonly double[] _starts = new double[length];

        /// <summary>Replaces each value of a line with the minimum of the parabolas above all of them.</summary>
        public void Apply(Span<float> line, int count, int step, double spacing)
        {
            var square = spacing * spacing;
            var last = -1;
            for (var i = 0; i < count; i++)
            {
                _values[i] = line[i * step];
                var start = double.NegativeInfinity;
                for (; last >= 0; last--)
                {
                    var site = _sites[last];
                    start = (((_values[i] - _values[site]) / square) + ((double)i * i)
                        - ((double)site * site)) / (2 * (i - site));
                    if (start > _starts[last]) break;

                    start = double.NegativeInfinity;
                }

                last++;
                (_sites[last], _starts[last]) = (i, start);
            }

            for (var i = count - 1; i >= 0; i--)
            {
                while (_starts[last] > i)
                {
                    last--;
                }

                var distance = i - _sites[last];
                line[i * step] = (float)(_values[_sites[last]] + (square * distance * distance));
            }
        }
    }
}
