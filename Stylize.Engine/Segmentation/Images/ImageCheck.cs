using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>
/// Finds the kind of an image before and regardless of the method that segments it. Limits lie between those of 100
/// images of nuclei and cells in fluorescence and 50 of the other kinds, which tools/image_kinds.py fetches.
/// </summary>
internal static class ImageCheck
{
    /// <summary>
    /// Larger images are reduced to about this number of pixels, because only spots need more detail.
    /// </summary>
    private const int MaxPixels = 1 << 20;

    /// <summary>
    /// Tiles of this side or more, in at most this number of rows and columns, have each their own ground.
    /// </summary>
    private const int TileSide = 100, MaxTiles = 4;

    /// <summary>
    /// Side of the part in which spots are measured, their maximum diameter, and their minimum number.
    /// </summary>
    private const int SpotSide = 512, MaxSpot = 8, MinSpots = 10;

    /// <summary>Rows and columns of which pixels are taken at regular distances.</summary>
    private const int Samples = 64;

    /// <summary>Minimum range of a tile in standard deviations of the noise. Smoothed noise has 1.7.</summary>
    private const double MinSignal = 12;

    /// <summary>
    /// Depth of the darkest 1% below the ground that noise explains after smoothing, in standard deviations of the
    /// noise.
    /// </summary>
    private const double NoiseDepth = .65;

    /// <summary>
    /// Depth of the dark parts by height of the bright ones, each from the mode of its tile: at most 0.19 in
    /// fluorescence, 0.3 to 1.1 in phase contrast, and from 1.9 in images of dark objects, or from 0.29 if the light is
    /// uneven.
    /// </summary>
    private const double MinPhase = .25, MinDark = 1.5;

    /// <summary>
    /// Minimum share of the pixels that are ground. In a dense layer of cells, the mode is not that of the ground.
    /// </summary>
    private const double MinGround = .24, GroundWidth = .04;

    /// <summary>
    /// Asymmetry of the image without its large structures, from -1 for dark objects to 1 for bright ones: at most
    /// -0.13 for dark ones in uneven light, from -0.03 in others.
    /// </summary>
    private const double MaxUneven = -.08, MaxDark = .25, MaxPhase = .5;

    /// <summary>
    /// Minimum share of the image within walls, at the threshold of Otsu or, with this many compartments, at a lower
    /// one.
    /// </summary>
    private const double MinEnclosed = .05, MinFaintlyEnclosed = .04;
    private const int MinCompartments = 20;

    /// <summary>
    /// Minimum number of compartments, and of their median by their mean area: at least 0.75 within walls, and at most
    /// 0.58 between the processes of neurons. A dish with colonies is one compartment.
    /// </summary>
    private const int FewestCompartments = 3;
    private const double MinEven = .65;

    /// <summary>Returns the kind of an image; one that is read in strips has that of its most varied parts.</summary>
    public static ImageKind Find(SampleScanner reader, CancellationToken cancellation)
    {
        if (!reader.IsInStrips) return Find(reader.Whole());

        using var sample = new ImageWindows(reader).Sample(cancellation);
        return Find(sample);
    }

    /// <summary>
    /// Returns a sentence about an image for which the options are wrong, and what to do; null for others.
    /// </summary>
    /// <param name="name">Name of the image, such as 'image.tif', or of the images of a channel.</param>
    public static string? Advice(ImageKind kind, SegmentationOptions options, string name)
    {
        const string Other = "Use masks of another program with {LabelPath}.";
        return kind switch
        {
            ImageKind.Objects when options.Invert => $"{name}: bright objects on a dark ground. Omit {{Invert}}.",
            ImageKind.Dark when !options.Invert => $"{name}: dark objects on a bright ground. Use {{Invert}}.",
            ImageKind.Phase =>
                $"{name}: parts darker and parts brighter than the ground, as in phase contrast with halos. {Other}",
            ImageKind.Walls => $"{name}: bright walls or outlines around dark cells, not filled objects. {Other}",
            ImageKind.Spots when options.FindsObjects =>
                $"{name}: spots of less than {MaxSpot} pixels, not nuclei. Use {{Method}} Otsu and {{MinArea}} 4.",
            _ => null,
        };
    }

    /// <inheritdoc cref="Find(SampleScanner, CancellationToken)"/>
    public static ImageKind Find(Raster<ushort> image)
    {
        var side = 1;
        while ((long)image.Width * image.Height > (long)MaxPixels * side * side)
        {
            side++;
        }

        using var plane = new BlockMeans<ushort, uint>(image, side).ToPlane();
        var noise = plane.Noise();
        GaussianBlur.SmoothInPlace(plane, 1);
        var values = Values(plane, default);
        if (Depth(plane, noise) is not (var depth, var ground))
        {
            using var blocks = new BlockMeans<float, float>(plane, 4).ToPlane();
            var isBright = TensorPrimitives.Max<float>(blocks.Pixels) - values.At(.5) > MinSignal * noise;
            return isBright ? ImageKind.Objects : ImageKind.Faint;
        }

        var asymmetry = depth >= MinPhase ? Asymmetry(plane) : 1;
        return asymmetry <= MaxUneven || (depth >= MinDark && asymmetry < MaxDark) ? ImageKind.Dark
            : ground >= MinGround && asymmetry < MaxPhase ? ImageKind.Phase
            : HasWalls(plane) ? ImageKind.Walls
            : values.At(.998) - values.At(.002) > MinSignal * noise && HasSpots(image)
            ? ImageKind.Spots : ImageKind.Objects;
    }

    /// <summary>
    /// Returns depth by height and the share of the ground, over the tiles that show anything; null without one.
    /// </summary>
    private static (double Depth, double Ground)? Depth(Raster<float> plane, double noise)
    {
        var (rows, columns) =
            (Math.Clamp(plane.Height / TileSide, 1, MaxTiles), Math.Clamp(plane.Width / TileSide, 1, MaxTiles));
        var (dark, bright, ground, count) = (0.0, 0.0, 0.0, 0);
        for (var tile = 0; tile < rows * columns; tile++)
        {
            var (row, column) = Math.DivRem(tile, columns);
            var (left, top) = (column * plane.Width / columns, row * plane.Height / rows);
            var values = Values(
                plane, new(
                    left, top, ((column + 1) * plane.Width / columns) - left, ((row + 1) * plane.Height / rows) - top));
            var (low, high) = (values.At(.002), values.At(.998));
            if (high <= low || high - low < MinSignal * noise) continue;

            // The mode is the middle of a bin, also if all of the ground has one value.
            var mode = values.Mode(low, high);
            var unsure = Math.Max(NoiseDepth * noise, (high - low) / (2 * SampleQuantiles.Bins));
            dark += Math.Max(mode - values.At(.01) - unsure, 0);
            bright += Math.Max(values.At(.99) - mode - unsure, 0);
            ground += values.Share(mode - (GroundWidth * (high - low)), mode + (GroundWidth * (high - low)));
            count++;
        }

        return count == 0 ? null : (dark / Math.Max(bright, 1e-9), ground / count);
    }

    private static double Asymmetry(Raster<float> plane)
    {
        using var rest = Raster<float>.Packed(plane.Width, plane.Height);
        BoxMean.Filter(
            plane, Math.Max(12, Math.Min(plane.Width, plane.Height) / 8),
            (y, means) => TensorPrimitives.Subtract(plane.Row(y), means, rest.Row(y)));
        var values = Values(rest, default);
        var (low, high) = (values.At(.005), values.At(.995));
        return (high + low) / Math.Max(high - low, 1e-9);
    }

    /// <summary>
    /// Returns true if bright pixels enclose much of the image in compartments that are wide for their thickness.
    /// </summary>
    private static bool HasWalls(Raster<float> plane)
    {
        // The closing of the image has small gaps in walls filled at every threshold.
        using var closed = Raster<float>.Packed(plane.Width, plane.Height);
        TensorPrimitives.Negate(plane.Pixels, closed.Pixels);
        closed.Open(1);
        TensorPrimitives.Negate<float>(closed.Pixels, closed.Pixels);
        var values = Values(plane, default);
        var (threshold, mode) = (values.Otsu(), values.Mode(values.At(.002), values.At(.998)));
        return Enclosed(closed, threshold).Share >= MinEnclosed
            || (threshold > mode && Enclosed(closed, (threshold + mode) / 2) is
            { Share: >= MinFaintlyEnclosed, Count: >= MinCompartments });
    }

    private static (double Share, int Count) Enclosed(Raster<float> plane, double threshold)
    {
        var (width, height) = (plane.Width, plane.Height);
        var isBright = new bool[width * height];
        var (bright, sides) = (0, 0);
        for (var y = 0; y < height; y++)
        {
            Span<float> row = plane.Row(y);
            var own = isBright.AsSpan(y * width, width);
            for (var x = 0; x < width; x++)
            {
                own[x] = row[x] > threshold;
                sides += x > 0 && own[x] != own[x - 1] ? 1 : 0;
            }

            bright += own.Count(true);
            var above = isBright.AsSpan(Math.Max(0, y - 1) * width, width);
            for (var x = 0; x < width; x++)
            {
                sides += own[x] != above[x] ? 1 : 0;
            }
        }

        var thickness = 2.0 * bright / Math.Max(sides, 1);
        using var dark = RunLabeler.Label(ConnectedComponents.Runs<bool>(isBright, width, height, false), 4);
        double[] areas =
        [
            .. ConnectedComponents.Areas(dark, out var onBorder)
                .Where((area, label) => label > 0 && !onBorder[label] && area > 4 * thickness * thickness)
                .Select(area => (double)area),
        ];
        return areas.Length < FewestCompartments || Sample.Median(areas) < MinEven * areas.Average() ? default
            : (areas.Sum() / isBright.Length, areas.Length);
    }

    private static bool HasSpots(Raster<ushort> image)
    {
        var (width, height) = (Math.Min(SpotSide, image.Width), Math.Min(SpotSide, image.Height));
        using var part =
            image.Floats((image.Width - width) / 2, (image.Height - height) / 2, width, height);
        GaussianBlur.SmoothInPlace(part, .7);
        var threshold = Values(part, default).Otsu();
        var isBright = new bool[width * height];
        for (var i = 0; i < isBright.Length; i++)
        {
            isBright[i] = part.Pixels[i] > threshold;
        }

        using var spots = RunLabeler.Label(ConnectedComponents.Runs<bool>(isBright, width, height, true), 4);
        double[] areas =
            [.. ConnectedComponents.Areas(spots, out _).Skip(1).Where(area => area >= 4).Select(area => (double)area)];
        return areas.Length >= MinSpots
            && WeightedMedian.Find(areas.Select(area => (area, area))) < Math.PI / 4 * MaxSpot * MaxSpot;
    }

    /// <summary>Returns pixels of a part at regular distances, at most some 16,000.</summary>
    /// <param name="part">Left, top, width and height; nothing for the whole plane.</param>
    private static SampleQuantiles Values(Raster<float> plane, (int Left, int Top, int Width, int Height) part)
    {
        part = part.Width == 0 ? (0, 0, plane.Width, plane.Height) : part;
        var (across, down) = (Math.Max(1, part.Width / Samples), Math.Max(1, part.Height / Samples));
        var values = new List<float>();
        for (var y = part.Top; y < part.Top + part.Height; y += down)
        {
            for (var x = part.Left; x < part.Left + part.Width; x += across)
            {
                values.Add(plane[x, y]);
            }
        }

        return new([.. values]);
    }
}
