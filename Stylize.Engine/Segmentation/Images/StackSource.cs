namespace Stylize.Engine.Segmentation.Images;

/// <summary>How the planes of a stack become one image.</summary>
internal enum StackProjection
{
    /// <summary>The highest value of each pixel.</summary>
    Max,

    /// <summary>The mean of each pixel, rounded.</summary>
    Mean,

    /// <summary>The sum of each pixel, at most 65,535.</summary>
    Sum,

    /// <summary>The median of each pixel; of an even number of planes the mean of the middle two, rounded.</summary>
    Median,

    /// <summary>The plane in best focus.</summary>
    Best,
}

/// <summary>
/// The projection of the planes of a stack. Holds one plane more than the result; the median of a large image holds a
/// band of each plane.
/// </summary>
/// <param name="planes">One or more gray planes of the same size, in order.</param>
internal sealed class StackSource(IReadOnlyList<ISampleSource> planes, StackProjection projection) : ISampleSource
{
    private int? _best;

    public string Name => planes[0].Name;

    /// <summary>The planes.</summary>
    /// <exception cref="StylizeException">They have different sizes.</exception>
    public IReadOnlyList<ISampleSource> Planes
    {
        get
        {
            RequireEqual();
            return planes;
        }
    }

    /// <summary>The header of the first plane. A sum has 16 bits.</summary>
    public ImageInfo Info => projection == StackProjection.Sum && !planes[0].Info.IsFloat
        ? planes[0].Info with { BitsPerSample = 16 } : planes[0].Info;

    /// <summary>The scale of the planes. The sum of scaled numbers is stored as their mean, which cannot exceed 16
    /// bits.</summary>
    public SampleScale Scale => projection == StackProjection.Sum && planes[0].Info.IsFloat
        ? new(planes[0].Scale.Low * planes.Count, planes[0].Scale.Step * planes.Count) : planes[0].Scale;

    public long NotFinite => planes.Sum(plane => plane.NotFinite);

    public string? Damage => planes.Select(plane => plane.Damage).FirstOrDefault(damage => damage is not null);

    private bool IsMean =>
        projection == StackProjection.Mean || (projection == StackProjection.Sum && planes[0].Info.IsFloat);

    public SampleImage<ushort> Decode()
    {
        RequireEqual();
        if (projection == StackProjection.Best) return planes[_best ??= FindBest()].Decode();
        if (projection == StackProjection.Median) return Median();

        var image = planes[0].Decode();
        using var sums = IsMean ? new Raster<uint>(image.Width, image.Height, clear: true) : null;
        for (var plane = IsMean ? 0 : 1; plane < planes.Count; plane++)
        {
            using var next = plane == 0 ? null : Gray(plane);
            for (var y = 0; y < image.Height; y++)
            {
                Add((next ?? image).Planes[0].Row(y), image.Planes[0].Row(y), sums is null ? [] : sums.Row(y));
            }
        }

        if (sums is not null)
        {
            var (count, half) = ((uint)planes.Count, (uint)planes.Count / 2);
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Planes[0].Row(y);
                var total = sums.Row(y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = (ushort)((total[x] + half) / count);
                }
            }
        }

        return image;
    }

    public IStripReader OpenStrips()
    {
        RequireEqual();
        return projection == StackProjection.Best
            ? planes[_best ??= FindBest()].OpenStrips() : throw Errors.ProjectionTooLarge.With(Name, Info.PixelCount);
    }

    public void ReadNumbers(Action<int, ReadOnlySpan<double>> row)
    {
        RequireEqual();
        var (width, height) = (Info.Width, Info.Height);
        if (projection == StackProjection.Best)
        {
            planes[_best ??= FindBest()].ReadNumbers(row);
            return;
        }

        // The median needs all planes, the others a result.
        var isMedian = projection == StackProjection.Median;
        var held = new List<Raster<double>>();
        try
        {
            foreach (var (index, plane) in planes.Index())
            {
                if (isMedian || index == 0) held.Add(new Raster<double>(width, height));

                plane.ReadNumbers((y, numbers) =>
                {
                    var target = held[^1].Row(y);
                    if (isMedian || index == 0)
                    {
                        numbers.CopyTo(target);
                    }
                    else if (projection == StackProjection.Max)
                    {
                        TensorPrimitives.Max(numbers, target, target);
                    }
                    else
                    {
                        TensorPrimitives.Add(numbers, target, target);
                    }
                });
            }

            var (values, result) = (new double[planes.Count], new double[width]);
            for (var y = 0; y < height; y++)
            {
                held[0].Row(y).CopyTo(result);
                if (projection == StackProjection.Mean)
                {
                    TensorPrimitives.Divide(result, planes.Count, result);
                }

                for (var x = 0; isMedian && x < width; x++)
                {
                    for (var plane = 0; plane < values.Length; plane++)
                    {
                        values[plane] = held[plane][x, y];
                    }

                    values.AsSpan().Sort();
                    result[x] = (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
                }

                row(y, result);
            }
        }
        finally
        {
            held.ForEach(raster => raster.Dispose());
        }
    }

    private void Add(ReadOnlySpan<ushort> from, Span<ushort> to, Span<uint> sums)
    {
        if (projection == StackProjection.Max)
        {
            TensorPrimitives.Max(from, to, to);
            return;
        }

        for (var x = 0; x < from.Length && sums.IsEmpty; x++)
        {
            to[x] = (ushort)Math.Min(from[x] + to[x], ushort.MaxValue);
        }

        for (var x = 0; x < sums.Length; x++)
        {
            sums[x] += from[x];
        }
    }

    /// <summary>Computes the median in bands, so that only a band of each plane is in memory.</summary>
    private SampleImage<ushort> Median()
    {
        var result = new Raster<ushort>(Info.Width, Info.Height);
        PlaneBands[] bands = [];
        try
        {
            bands = [.. planes.Select(plane => new PlaneBands(plane, RowBands.DefaultHeight))];
            var values = new ushort[planes.Count];
            for (var top = 0; top < result.Height; top += RowBands.DefaultHeight)
            {
                var rows = Math.Min(RowBands.DefaultHeight, result.Height - top);
                Array.ForEach(bands, band => band.Next(rows));
                for (var y = 0; y < rows; y++)
                {
                    var row = result.Row(top + y);
                    for (var x = 0; x < row.Length; x++)
                    {
                        for (var plane = 0; plane < values.Length; plane++)
                        {
                            values[plane] = bands[plane].Band[x, y];
                        }

                        values.AsSpan().Sort();
                        row[x] = (ushort)((values[(values.Length - 1) / 2] + values[values.Length / 2] + 1) / 2);
                    }
                }
            }

            return new SampleImage<ushort>([result], false, 16);
        }
        catch
        {
            result.Dispose();
            throw;
        }
        finally
        {
            Array.ForEach(bands, band => band.Dispose());
        }
    }

    /// <summary>
    /// Returns the plane with the highest F4 of Vollath (1987) in both directions: the sum of products of neighbors
    /// minus that of pixels two apart, which noise does not raise. Sums are exact integers; the first of equal planes
    /// wins.
    /// </summary>
    private int FindBest()
    {
        var (best, highest) = (0, Int128.MinValue);
        for (var plane = 0; plane < planes.Count; plane++)
        {
            using var image = Gray(plane);
            var focus = Focus(image.Planes[0]);
            if (focus > highest)
            {
                (best, highest) = (plane, focus);
            }
        }

        return best;
    }

    private static Int128 Focus(Raster<ushort> image)
    {
        Int128 focus = 0;
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            var below = y + 2 < image.Height ? image.Row(y + 1) : [];
            var second = y + 2 < image.Height ? image.Row(y + 2) : [];
            var sum = 0L;
            for (var x = 0; x < row.Length; x++)
            {
                sum += x + 2 < row.Length ? row[x] * ((long)row[x + 1] - row[x + 2]) : 0;
                sum += below.IsEmpty ? 0 : row[x] * ((long)below[x] - second[x]);
            }

            focus += sum;
        }

        return focus;
    }

    private SampleImage<ushort> Gray(int plane) =>
        planes[plane].Decode().FilledBy(image => SampleScanner.RequireGray(image, image.Height, planes[plane].Name));

    private void RequireEqual()
    {
        var first = planes[0].Info;
        foreach (var plane in planes)
        {
            if ((plane.Info.Width, plane.Info.Height) != (first.Width, first.Height))
            {
                throw Errors.PlaneSizes.With(
                    plane.Name, plane.Info.Width, plane.Info.Height, first.Width, first.Height);
            }
        }
    }

    /// <summary>Reads a plane in bands; floating-point numbers at once.</summary>
    private sealed class PlaneBands : IDisposable
    {
        private readonly ISampleSource _source;
        private readonly IStripReader? _strips;
        private readonly SampleImage<ushort> _rows;
        private int _next;

        public PlaneBands(ISampleSource source, int rows)
        {
            _source = source;
            var info = source.Info;
            if (info.IsFloat)
            {
                _rows = source.Decode();
                return;
            }

            _strips = source.OpenStrips();
            _rows = SampleImage<ushort>.Empty(info, rows);
            Band = _rows.Planes[0];
        }

        public Raster<ushort> Band { get; private set; } = null!;

        public void Next(int rows)
        {
            if (_strips is null)
            {
                Band ??= new Raster<ushort>(_rows.Width, RowBands.DefaultHeight);
                for (var y = 0; y < rows; y++)
                {
                    _rows.Planes[0].Row(_next + y).CopyTo(Band.Row(y));
                }
            }
            else if (_strips.Read(_rows.Planes) < rows) throw Errors.EndsEarly.With(_source.Name);

            SampleScanner.RequireGray(_rows, _strips is null ? 0 : rows, _source.Name);
            _next += rows;
        }

        public void Dispose()
        {
            if (_strips is null)
            {
                Band?.Dispose();
            }

            _strips?.Dispose();
            _rows.Dispose();
        }
    }
}
