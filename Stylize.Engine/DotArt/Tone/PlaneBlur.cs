using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>A Gaussian blur of planes of one size; pixels beyond the border repeat the edge pixel.</summary>
internal sealed class PlaneBlur : IDisposable
{
    private const float Reach = 3.5f;

    private readonly float[] _kernel;
    private readonly Raster<float> _scratch;
    private readonly ThreadGrant _maxThreads;
    private readonly CancellationToken _cancellation;

    /// <param name="sigma">Standard deviation, pixels.</param>
    /// <param name="width">Width of the planes.</param>
    /// <param name="height">Height of the planes.</param>
    /// <param name="maxThreads">Threads that may be used.</param>
    /// <param name="cancellation">Stops the work.</param>
    public PlaneBlur(float sigma, int width, int height, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var radius = (int)MathF.Ceiling(Reach * sigma);
        _kernel = new float[(2 * radius) + 1];
        for (var i = 0; i < _kernel.Length; i++)
        {
            _kernel[i] = MathF.Exp(-(i - radius) * (i - radius) / (2f * sigma * sigma));
        }

        var sum = _kernel.Sum();
        for (var i = 0; i < _kernel.Length; i++)
        {
            _kernel[i] /= sum;
        }

        _scratch = new Raster<float>(width, height);
        (_maxThreads, _cancellation) = (maxThreads, cancellation);
    }

    /// <summary>Blurs a plane into another one, or into itself.</summary>
    public void Apply(Raster<float> from, Raster<float> to)
    {
        var radius = _kernel.Length / 2;
        RowBands.ForEach(from.Height, _maxThreads, _cancellation, (_, first, end) =>
        {
            using var line = new PooledBuffer<float>(from.Width + (2 * radius) + Vector<float>.Count);
            for (var y = first; y < end; y++)
            {
                var row = from.Row(y);
                line.Span[..radius].Fill(row[0]);
                row.CopyTo(line.Span[radius..]);
                line.Span[(radius + row.Length)..].Fill(row[^1]);
                Along(line.Span, _scratch.Row(y));
            }
        });
        RowBands.ForEach(to.Height, _maxThreads, _cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                Down(y, to.Row(y));
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    /// <summary>A row. <see cref="Vector{T}"/> lanes; the remainder one by one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Along(ReadOnlySpan<float> line, Span<float> to)
    {
        var x = 0;
        for (; x <= to.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var sum = Vector<float>.Zero;
            for (var i = 0; i < _kernel.Length; i++)
            {
                sum += new Vector<float>(line[(x + i)..]) * _kernel[i];
            }

            sum.CopyTo(to[x..]);
        }

        for (; x < to.Length; x++)
        {
            var sum = 0f;
            for (var i = 0; i < _kernel.Length; i++)
            {
                sum += line[x + i] * _kernel[i];
            }

            to[x] = sum;
        }
    }

    /// <summary>A row of the vertical pass. <see cref="Vector{T}"/> lanes; the remainder one by one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private unsafe void Down(int y, Span<float> to)
    {
        var radius = _kernel.Length / 2;
        var rows = stackalloc float*[_kernel.Length];
        for (var i = 0; i < _kernel.Length; i++)
        {
            rows[i] = _scratch.Pointer + ((nint)Math.Clamp(y + i - radius, 0, _scratch.Height - 1) * _scratch.Stride);
        }

        var x = 0;
        for (; x <= to.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            var sum = Vector<float>.Zero;
            for (var i = 0; i < _kernel.Length; i++)
            {
                sum += Vector.Load(rows[i] + x) * _kernel[i];
            }

            sum.CopyTo(to[x..]);
        }

        for (; x < to.Length; x++)
        {
            var sum = 0f;
            for (var i = 0; i < _kernel.Length; i++)
            {
                sum += rows[i][x] * _kernel[i];
            }

            to[x] = sum;
        }
    }
}
