namespace Stylize.Engine.Imaging.Kit.Planes;

/// <summary>
/// The morphological opening of a plane by a square (Serra, Image Analysis and Mathematical Morphology, 1982): the
/// largest of the smallest values of all squares that contain a pixel. It removes bright structures narrower than the
/// square.
/// </summary>
/// <remarks>Costs 4 log2(side) minima or maxima per pixel, in vectors. Minima and maxima are exact, so that the result
/// has the same bits at every vector width. A square with NaN has the value NaN.</remarks>
/// <example><code>
/// float[] row = [1, 5, 1, 7, 7, 7, 1]; // a peak of one pixel, and one of three
/// Opening.Apply(row, width: 7, height: 1, side: 3, margin: 1);
/// Assert.Equal([1, 1, 1, 7, 7, 7, 1], row);
/// </code></example>
internal static class Opening
{
    /// <summary>Number of columns that are filtered together: four cache lines.</summary>
    private const int Strip = 64;

    /// <summary>Replaces a plane, row by row without padding, with its opening.</summary>
    /// <param name="side">Side of the square in pixels.</param>
    /// <param name="margin">Number of pixels of a square that may be outside the plane, where they do not count, at
    /// each border: 0 to half the side. If it is 0, width and height must be at least the side.</param>
    public static void Apply(Span<float> plane, int width, int height, int side, int margin)
    {
        var line = new Line(Math.Max(width + (2 * side), Math.Min(Strip, width) * (height + (2 * side))), side);
        var across = width + (2 * margin) - side + 1;
        for (var y = 0; y < height; y++)
        {
            var row = plane.Slice(y * width, width);
            row.CopyTo(line.Pad(margin, width, 1, float.PositiveInfinity));
            line.Filter(isErosion: true).CopyTo(row);
        }

        for (var left = 0; left < across; left += Strip)
        {
            var count = Math.Min(Strip, across - left);
            var columns = line.Pad(margin, height, count, float.PositiveInfinity);
            for (var y = 0; y < height; y++)
            {
                plane.Slice((y * width) + left, count).CopyTo(columns[(y * count)..]);
            }

            var eroded = line.Filter(isErosion: true);
            eroded.CopyTo(line.Pad(side - 1 - margin, eroded.Length / count, count, float.NegativeInfinity));
            var opened = line.Filter(isErosion: false);
            for (var y = 0; y < height; y++)
            {
                opened.Slice(y * count, count).CopyTo(plane[((y * width) + left)..]);
            }
        }

        for (var y = 0; y < height; y++)
        {
            var row = plane.Slice(y * width, width);
            row[..across].CopyTo(line.Pad(side - 1 - margin, across, 1, float.NegativeInfinity));
            line.Filter(isErosion: false).CopyTo(row);
        }
    }

    /// <summary>A line of elements of one or more values each, which is replaced with the minima or maxima of its
    /// windows.</summary>
    private sealed class Line(int capacity, int side)
    {
        private float[] _values = new float[capacity];
        private float[] _next = new float[capacity];
        private int _length;
        private int _step;

        /// <summary>Starts a line that begins and ends with elements of one value, and returns the elements between
        /// them, to be filled. The result of the last filter remains valid until then.</summary>
        public Span<float> Pad(int pad, int length, int step, float value)
        {
            (_values, _next, _length, _step) = (_next, _values, ((2 * pad) + length) * step, step);
            _values.AsSpan(0, pad * step).Fill(value);
            _values.AsSpan((pad + length) * step, pad * step).Fill(value);
            return _values.AsSpan(pad * step, length * step);
        }

        /// <summary>Returns the minimum or maximum of each window that fits into the line.</summary>
        public Span<float> Filter(bool isErosion)
        {
            // Windows grow by distances of at most their length, so that two of them cover the next one without a gap.
            for (var reach = 1; reach < side;)
            {
                var shift = Math.Min(reach, side - reach);
                _length -= shift * _step;
                Span<float> near = _values.AsSpan(0, _length), far = _values.AsSpan(shift * _step, _length);
                if (isErosion)
                {
                    TensorPrimitives.Min<float>(near, far, _next);
                }
                else
                {
                    TensorPrimitives.Max<float>(near, far, _next);
                }

                (_values, _next) = (_next, _values);
                reach += shift;
            }

            return _values.AsSpan(0, _length);
        }
    }
}
