namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>
/// Zack, Rogers and Latt 1977 (triangle method): the value whose count is farthest below the line from the histogram's peak to the end of
/// its longer tail.
/// </summary>
internal static class TriangleThreshold
{
    public static double Find(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        var last = counts.Length - 1;
        var peak = 0;
        for (var i = 1; i <= last; i++)
        {
            if (counts[i] > counts[peak])
            {
                peak = i;
            }
        }

        var flip = peak < last - peak;
        var width = flip ? last - peak : peak;
        if (width == 0)
        {
            throw new ThresholdUnansweredException("every pixel has the same value, so the triangle method has no tail");
        }

        double height = counts[peak];
        var norm = Math.Sqrt((height * height) + ((double)width * width));
        double slope = height / norm, across = width / norm, best = double.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < width; i++)
        {
            var distance = (slope * i) - (across * counts[flip ? last - i : i]);
            if (distance > best)
            {
                best = distance;
                answer = i;
            }
        }

        return first + (flip ? last - answer : answer);
    }
}
