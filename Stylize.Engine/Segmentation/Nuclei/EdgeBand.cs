namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>A band of pixels inside or outside the edges of objects.</summary>
/// <param name="labels">Labels of pixels, 0 for background. They are changed temporarily and restored.</param>
/// <param name="owners">A work array of the same length, which is overwritten.</param>
/// <param name="isInner">True for the band inside the edge.</param>
internal readonly ref struct EdgeBand(Span<int> labels, Span<int> owners, int width, bool isInner)
{
    /// <summary>The band consists of the second and third pixel from the edge.</summary>
    private const int Start = 2;

    private const int End = 3;

    private readonly Span<int> _labels = labels;
    private readonly Span<int> _owners = owners;
    private readonly int _width = width;
    private readonly int _height = labels.Length / width;
    private readonly bool _isInner = isInner;

    /// <summary>Returns the mean of each label's band; null if the band is empty.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public double?[] Means(int count, ReadOnlySpan<float> smooth)
    {
        _labels.CopyTo(_owners);
        var sums = new double[count + 1];
        var counts = new int[count + 1];
        var front = new List<(int Pixel, int Label)>();
        for (var y = 0; y < _height; y++)
        {
            var row = _owners.Slice(y * _width, _width);
            var above = y > 0 ? _owners.Slice((y - 1) * _width, _width) : row;
            var below = y + 1 < _height ? _owners.Slice((y + 1) * _width, _width) : row;
            for (var x = 0; x < row.Length; x++)
            {
                var isObject = row[x] != 0;
                if (isObject != _isInner) continue;

                // Beyond the border the pixel is repeated, so that the border is not an edge.
                var hasEdge = (row[Math.Max(x - 1, 0)] != 0) != isObject || (row[Math.Min(x + 1, _width - 1)] != 0) != isObject
                    || (above[x] != 0) != isObject || (below[x] != 0) != isObject;
                if (hasEdge && EdgeLabel((y * _width) + x) is > 0 and var label)
                {
                    front.Add(((y * _width) + x, label));
                }
            }
        }

        for (var step = 1; step <= End; step++)
        {
            foreach (var (pixel, label) in front)
            {
                _owners[pixel] = _isInner ? 0 : label;
                if (step >= Start)
                {
                    sums[label] += smooth[pixel];
                    counts[label]++;
                }
            }

            if (step < End)
            {
                front = Next(front);
            }
        }

        return [.. sums.Select((s, i) => counts[i] > 0 ? s / counts[i] : (double?)null)];
    }

    /// <summary>
    /// Returns the label of the object whose edge a pixel touches, from inside or outside; -1 without an edge.
    /// </summary>
    private int EdgeLabel(int pixel)
    {
        var (x, y) = (pixel % _width, pixel / _width);
        var found = x > 0 && IsOther(pixel - 1) ? pixel - 1
            : x + 1 < _width && IsOther(pixel + 1) ? pixel + 1
            : y > 0 && IsOther(pixel - _width) ? pixel - _width
            : y + 1 < _height && IsOther(pixel + _width) ? pixel + _width
            : -1;
        return found < 0 ? -1 : _isInner ? _labels[pixel] : _owners[found];
    }

    private bool IsOther(int pixel) => (_owners[pixel] == 0) == _isInner;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private List<(int Pixel, int Label)> Next(List<(int Pixel, int Label)> front)
    {
        var next = new List<(int Pixel, int Label)>();
        foreach (var (pixel, _) in front)
        {
            var (x, y) = (pixel % _width, pixel / _width);
            foreach (var (dx, dy) in (ReadOnlySpan<(int, int)>)[(-1, 0), (1, 0), (0, -1), (0, 1)])
            {
                var other = pixel + dx + (dy * _width);
                if ((uint)(x + dx) >= (uint)_width || (uint)(y + dy) >= (uint)_height || IsOther(other)) continue;

                // Negative numbers mark visited pixels: in the owners for the inner band, in the labels for the outer band.
                ref var mark = ref _isInner ? ref _owners[other] : ref _labels[other];
                if (mark >= 0 && EdgeLabel(other) is > 0 and var label)
                {
                    next.Add((other, label));
                    mark = _isInner ? -mark : -1;
                }
            }
        }

        foreach (var (pixel, _) in next)
        {
            _labels[pixel] = Math.Max(_labels[pixel], 0);
        }

        return next;
    }
}
