namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>One component of a JPEG of sharply enlarged cells: its quantized coefficients, and the cells that fit them best. The weight of
/// a coefficient is the inverse of the variance of its quantization, step^2 / 12.</summary>
internal sealed class JpegPlane
{
    private const int Rounds = 16;
    private readonly int _width, _height, _cellsWide;
    private readonly int[] _columns, _rows;
    private readonly int _across, _down;
    private readonly float[] _coefficients, _weights, _buffer;
    private readonly ThreadGrant _threads;
    private readonly CancellationToken _cancellation;

    /// <param name="across">Number of pixels per sample along a row.</param>
    /// <param name="down">Number of pixels per sample along a column.</param>
    /// <param name="steps">Quantization step of each coefficient.</param>
    /// <param name="columns">The cell of each column of pixels.</param>
    /// <param name="rows">The cell of each row of pixels.</param>
    /// <param name="cellsWide">Number of cells per row.</param>
    public JpegPlane(
        float[] samples, int width, int across, int down, float[] steps, int[] columns, int[] rows, int cellsWide,
        ThreadGrant threads, CancellationToken cancellation)
    {
        var height = samples.Length / width;
        (_across, _down, _threads, _cancellation) = (across, down, threads, cancellation);
        _cellsWide = cellsWide;
        (_width, _height) = ((width + 7) / 8 * 8, (height + 7) / 8 * 8);
        (_columns, _rows) = (Padded(columns, _width * across), Padded(rows, _height * down));
        _buffer = new float[_width * _height];
        _coefficients = new float[_buffer.Length];
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                _coefficients[(y * _width) + x] = samples[(Math.Min(y, height - 1) * width) + Math.Min(x, width - 1)];
            }
        }

        Transform(_coefficients, isInverse: false);
        _weights = [.. steps.Select(step => 12 / (step * step))];
        var (apart, count) = (0.0, 0);
        for (var i = 0; i < _coefficients.Length; i++)
        {
            var step = steps[(i / _width % 8 * 8) + (i % 8)];
            var rounded = MathF.Round(_coefficients[i] / step) * step;
            // Excludes the mean of a block: in a flat block, rounding of colors shifts it by a large part of a step.
            if (rounded != 0 && (i % 8 != 0 || i / _width % 8 != 0))
            {
                (apart, count) = (apart + (Math.Abs(_coefficients[i] - rounded) / step), count + 1);
            }

            _coefficients[i] = rounded;
        }

        // If nearly all blocks are flat, the few other coefficients come from clipped colors.
        Misfit = count < _coefficients.Length / 32 ? 0 : apart / count;
    }

    /// <summary>Mean distance of coefficients from whole steps, in steps: near 0 for samples of this JPEG, 0.25 for unrelated
    /// ones.</summary>
    public double Misfit { get; }

    /// <summary>Solves for the cells by least squares with a Gaussian prior, by conjugate gradients (Hestenes and Stiefel 1952).</summary>
    /// <param name="cells">The initial cells, row by row; receives the solution.</param>
    /// <param name="prior">Mean of the prior.</param>
    /// <param name="precision">Inverse variance of the prior.</param>
    public void Solve(float[] cells, float[] prior, float precision)
    {
        float[] residual = new float[cells.Length], image = new float[cells.Length];
        Weigh(_coefficients, residual);
        Normal(cells, image, precision);
        for (var i = 0; i < cells.Length; i++)
        {
            residual[i] += (precision * prior[i]) - image[i];
        }

        var direction = (float[])residual.Clone();
        var energy = Dot(residual, residual);
        for (var round = 0; round < Rounds && energy > 1e-6 * cells.Length; round++)
        {
            Normal(direction, image, precision);
            var step = (float)(energy / Dot(direction, image));
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] += step * direction[i];
                residual[i] -= step * image[i];
            }

            var next = Dot(residual, residual);
            var keep = (float)(next / energy);
            energy = next;
            for (var i = 0; i < cells.Length; i++)
            {
                direction[i] = residual[i] + (keep * direction[i]);
            }
        }
    }

    /// <summary>Returns the mean distance of the cells' coefficients from the quantized ones, in steps: less than 0.08 if the cells
    /// and their borders are right, more after noise or blur.</summary>
    public double Distance(float[] cells)
    {
        Render(cells);
        var sum = 0.0;
        for (var i = 0; i < _buffer.Length; i++)
        {
            sum += Math.Abs(_buffer[i] - _coefficients[i]) * MathF.Sqrt(_weights[(i / _width % 8 * 8) + (i % 8)] / 12);
        }

        return sum / _buffer.Length;
    }

    private static int[] Padded(int[] places, int count) =>
        [.. Enumerable.Range(0, count).Select(i => places[Math.Min(i, places.Length - 1)])];

    private static double Dot(float[] one, float[] other)
    {
        var sum = 0.0;
        for (var i = 0; i < one.Length; i++)
        {
            sum += (double)one[i] * other[i];
        }

        return sum;
    }

    /// <summary>Draws the cells and transforms them to coefficients, in the buffer.</summary>
    private void Render(float[] cells)
    {
        var share = 1f / (_across * _down);
        RowBands.ForEach(_height, _threads, _cancellation, (_, from, to) =>
        {
            for (var y = from; y < to; y++)
            {
                for (var x = 0; x < _width; x++)
                {
                    var sum = 0f;
                    for (var j = 0; j < _down; j++)
                    {
                        var row = _rows[(y * _down) + j] * _cellsWide;
                        for (var i = 0; i < _across; i++)
                        {
                            sum += cells[row + _columns[(x * _across) + i]];
                        }
                    }

                    _buffer[(y * _width) + x] = sum * share;
                }
            }
        });
        Transform(_buffer, isInverse: false);
    }

    private void Normal(float[] cells, float[] result, float precision)
    {
        Render(cells);
        Weigh(_buffer, result);
        for (var i = 0; i < cells.Length; i++)
        {
            result[i] += precision * cells[i];
        }
    }

    private void Weigh(float[] coefficients, float[] cells)
    {
        for (var i = 0; i < coefficients.Length; i++)
        {
            _buffer[i] = coefficients[i] * _weights[(i / _width % 8 * 8) + (i % 8)];
        }

        Transform(_buffer, isInverse: true);
        Array.Clear(cells);
        var share = 1f / (_across * _down);
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++)
            {
                var value = _buffer[(y * _width) + x] * share;
                for (var j = 0; j < _down; j++)
                {
                    var row = _rows[(y * _down) + j] * _cellsWide;
                    for (var i = 0; i < _across; i++)
                    {
                        cells[row + _columns[(x * _across) + i]] += value;
                    }
                }
            }
        }
    }

    private void Transform(float[] plane, bool isInverse) => RowBands.ForEach(_height, _threads, _cancellation, (_, from, to) =>
    {
        for (var y = from; y < to; y += BlockCosines.Side)
        {
            for (var x = 0; x < _width; x += BlockCosines.Side)
            {
                BlockCosines.Transform(plane.AsSpan((y * _width) + x), _width, isInverse);
            }
        }
    });
}

/// <summary>The orthonormal discrete cosine transform of blocks of 8x8 samples (ITU-T T.81, A.3.3).</summary>
internal static class BlockCosines
{
    public const int Side = 8;

    /// <summary>Row k is the k-th cosine at the eight positions; then the transpose.</summary>
    private static readonly float[] Forwards = Matrix(isTransposed: false), Backwards = Matrix(isTransposed: true);

    /// <summary>Transforms the block whose first sample is <paramref name="samples"/>[0], in place.</summary>
    /// <param name="stride">Number of samples per row of the plane.</param>
    /// <param name="isInverse">True to transform coefficients to samples.</param>
    public static void Transform(Span<float> samples, int stride, bool isInverse)
    {
        // M B M', with the rows of B as vectors: first M B, then each row times M'.
        ReadOnlySpan<float> left = isInverse ? Backwards : Forwards, right = isInverse ? Forwards : Backwards;
        Span<Vector256<float>> rows = stackalloc Vector256<float>[Side], columns = stackalloc Vector256<float>[Side];
        for (var i = 0; i < Side; i++)
        {
            rows[i] = Vector256.Create<float>(samples.Slice(i * stride, Side));
            columns[i] = Vector256.Create<float>(right.Slice(i * Side, Side));
        }

        Span<float> line = stackalloc float[Side];
        for (var i = 0; i < Side; i++)
        {
            var sum = rows[0] * left[i * Side];
            for (var j = 1; j < Side; j++)
            {
                sum += rows[j] * left[(i * Side) + j];
            }

            sum.CopyTo(line);
            sum = columns[0] * line[0];
            for (var j = 1; j < Side; j++)
            {
                sum += columns[j] * line[j];
            }

            sum.CopyTo(samples.Slice(i * stride, Side));
        }
    }

    private static float[] Matrix(bool isTransposed)
    {
        var matrix = new float[Side * Side];
        for (var k = 0; k < Side; k++)
        {
            for (var x = 0; x < Side; x++)
            {
                var value = (k == 0 ? Math.Sqrt(0.125) : 0.5) * Math.Cos(((2 * x) + 1) * k * Math.PI / 16);
                matrix[isTransposed ? (x * Side) + k : (k * Side) + x] = (float)value;
            }
        }

        return matrix;
    }
}

/// <summary>The quantization tables and chroma subsampling of a JPEG file (ITU-T T.81, B.2).</summary>
/// <param name="Across">Number of pixels per chroma sample along a row: 1 or 2.</param>
/// <param name="Down">Number of pixels per chroma sample along a column: 1 or 2.</param>
/// <param name="Luma">Quantization steps of the luma coefficients, row by row.</param>
/// <param name="Chroma">Quantization steps of the two chroma components, row by row.</param>
internal sealed record JpegTables(int Width, int Height, int Across, int Down, float[] Luma, float[][] Chroma)
{
    /// <summary>Zigzag order of stored tables: the position in the block of element k.</summary>
    private static readonly byte[] ZigZag =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <returns>Null if the file is not a YCbCr JPEG with chroma at full or half resolution.</returns>
    public static JpegTables? Read(ImageSource source)
    {
        using Stream stream = source.Bytes is { } bytes ? new MemoryStream(bytes.ToArray(), writable: false) : InputFile.Open(source.Name);
        var tables = new float[4][];
        Span<byte> head = stackalloc byte[2];
        if (stream.ReadAtLeast(head, 2, throwOnEndOfStream: false) < 2 || head[0] != 0xFF || head[1] != 0xD8) return null;

        while (stream.ReadByte() == 0xFF)
        {
            var marker = stream.ReadByte();
            while (marker == 0xFF)
            {
                marker = stream.ReadByte();
            }

            if (marker is < 0 or 0xD9 or 0xDA || stream.ReadAtLeast(head, 2, throwOnEndOfStream: false) < 2) return null;

            var segment = new byte[Math.Max(0, BinaryPrimitives.ReadUInt16BigEndian(head) - 2)];
            if (stream.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false) < segment.Length) return null;

            // In Adobe's segment, 0 means that the samples are RGB.
            if (marker == 0xEE && segment.Length >= 12 && segment.AsSpan().StartsWith("Adobe"u8) && segment[11] == 0) return null;

            if (marker == 0xDB)
            {
                ReadSteps(segment, tables);
            }
            else if (marker is 0xC0 or 0xC1 or 0xC2)
            {
                return Frame(segment, tables);
            }
        }

        return null;
    }

    private static void ReadSteps(ReadOnlySpan<byte> segment, float[][] tables)
    {
        while (segment.Length >= 65)
        {
            var size = segment[0] >> 4 == 0 ? 1 : 2;
            if (segment.Length < 1 + (64 * size)) return;

            var table = tables[segment[0] & 3] = new float[64];
            for (var k = 0; k < 64; k++)
            {
                table[ZigZag[k]] = size == 1 ? segment[1 + k] : BinaryPrimitives.ReadUInt16BigEndian(segment[(1 + (2 * k))..]);
            }

            segment = segment[(1 + (64 * size))..];
        }
    }

    private static JpegTables? Frame(ReadOnlySpan<byte> segment, float[][] tables)
    {
        if (segment.Length < 15 || segment[0] != 8 || segment[5] != 3) return null;

        var height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        int across = segment[7] >> 4, down = segment[7] & 15;
        var isPlain = segment[10] == 0x11 && segment[13] == 0x11 && across is 1 or 2 && down is 1 or 2;
        var (y, cb, cr) = (tables[segment[8] & 3], tables[segment[11] & 3], tables[segment[14] & 3]);
        return isPlain && y is not null && cb is not null && cr is not null
            ? new JpegTables(width, height, across, down, y, [cb, cr])
            : null;
    }
}
