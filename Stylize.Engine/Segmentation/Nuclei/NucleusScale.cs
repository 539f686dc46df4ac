using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// The diameter of the nuclei of an image, by which all that follows is scaled: the median, weighted by area, of twice the largest distance
/// to the background in each object of a rough segmentation. The last look takes only pixels that are also above the mean around them, so
/// that a crowd of nuclei is not taken for one.
/// </summary>
internal static class NucleusScale
{
    /// <summary>Pixels of an image that is first looked at in squares of two by two.</summary>
    private const int LargeImage = 1 << 20;

    /// <summary>How many pixels of working size a nucleus has across, at least, where it has as many in the image.</summary>
    private const double WorkingDiameter = 13;

    /// <summary>Objects of fewer pixels are noise.</summary>
    private const int Speck = 12;

    /// <summary>The side of the squares whose means are taken as pixels for nuclei of a diameter.</summary>
    public static int Side(double diameter) => Math.Max(1, (int)(diameter / WorkingDiameter));

    /// <summary>The diameter in pixels of the image; 0 where there is no object.</summary>
    public static double Find(Raster<ushort> image)
    {
        var side = image.PixelCount > LargeImage ? 2 : 1;
        var plane = Plane.Of(image, side);
        var diameter = side * Rough(plane, Math.Max(.7, 1.5 / side), 30.0 / (side * side), 0);
        if (diameter <= 0)
        {
            return 0;
        }

        for (var round = 0; round < 2; round++)
        {
            var previous = diameter;
            (side, plane) = At(image, diameter, side, plane);
            diameter = Look(plane, side, diameter, 0);
            if (diameter <= 0)
            {
                return previous;
            }

            if (Math.Abs(diameter - previous) < .1 * previous)
            {
                break;
            }
        }

        (side, plane) = At(image, diameter, side, plane);
        var alone = Look(plane, side, diameter, .75);
        return alone > 0 ? Math.Min(diameter, 1.08 * alone) : diameter;
    }

    private static (int Side, Plane Plane) At(Raster<ushort> image, double diameter, int side, Plane plane) =>
        Side(diameter) == side ? (side, plane) : (Side(diameter), Plane.Of(image, Side(diameter)));

    private static double Look(Plane plane, int side, double diameter, double around)
    {
        var size = diameter / side;
        return side * Rough(plane, Math.Max(.7, .05 * size), .1 * size * size, (int)(around * size));
    }

    /// <summary>The diameter in pixels of the plane, or 0.</summary>
    /// <param name="plane">The image.</param>
    /// <param name="sigma">By how much it is smoothed.</param>
    /// <param name="largestHole">Smaller holes are filled.</param>
    /// <param name="around">Half the side of the square above whose mean an object's pixels are; 0 for no such condition.</param>
    private static double Rough(Plane plane, double sigma, double largestHole, int around)
    {
        var smooth = plane.Smooth(sigma);
        var values = smooth.Values;
        var mean = around > 0 ? smooth.Mean(around).Values : null;

        // Square roots make the noise of light about equally strong everywhere, and keep the few brightest objects from choosing.
        var lowest = System.Numerics.Tensors.TensorPrimitives.Min<float>(values);
        var roots = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            roots[i] = MathF.Sqrt(values[i] - lowest);
        }

        var threshold = PlaneHistogram.Otsu(roots);
        var mask = new bool[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            mask[i] = roots[i] > threshold && (mean is null || values[i] > mean[i]);
        }

        MaskParts.FillHoles(mask, plane.Width, plane.Height, largestHole);
        return 2 * Radius(mask, plane.Width, plane.Height);
    }

    private static double Radius(bool[] mask, int width, int height)
    {
        var distances = new int[mask.Length];
        for (var i = 0; i < mask.Length; i++)
        {
            distances[i] = mask[i] ? 1 : 0;
        }

        new DistanceMap().Compute(distances, width, height);
        using var objects = RunLabeller.Label(MaskParts.Runs(mask, width, height));
        var areas = MaskParts.Areas(objects, out _);
        var furthest = new int[areas.Length];
        for (var run = 0; run < objects.Runs.Count; run++)
        {
            var row = objects.Runs.Rows[run] * width;
            foreach (var distance in distances.AsSpan((row + objects.Runs.Starts[run])..(row + objects.Runs.Ends[run])))
            {
                furthest[objects.Labels[run]] = Math.Max(furthest[objects.Labels[run]], distance);
            }
        }

        // An object counts by no more than the disc that fits into it, so that a background taken for an object does not choose.
        return WeightedMedian.Of(
            Enumerable.Range(1, objects.Count).Where(o => areas[o] >= Speck)
                .Select(o => (Math.Sqrt(furthest[o]), Math.Min(areas[o], Math.PI * furthest[o]))));
    }
}
