namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>
/// A simple, slow reader of .g2d files that was written from docs/gaussian-format.md alone and shares no code with the
/// engine. It trusts its input.
/// </summary>
/// <remarks>In the order of the document, so that the two can be read side by side.</remarks>
internal sealed partial class SecondReader
{
    private readonly byte[] _file;
    private int _at;

    public SecondReader(byte[] file)
    {
        _file = file;
        if (!file.AsSpan(0, 5).SequenceEqual(new byte[] { 0x89, 0x47, 0x32, 0x44, 1 }))
        {
            throw new InvalidDataException("signature");
        }

        _at = 5;
        for (var type = ""; type != "DONE";)
        {
            var length = (int)BitConverter.ToUInt32(file, _at);
            type = Encoding.ASCII.GetString(file, _at + 4, 4);
            var data = file.AsSpan(_at + 8, length).ToArray();
            if (Crc(file.AsSpan(_at + 4, 4 + length)) != BitConverter.ToUInt32(file, _at + 8 + length))
            {
                throw new InvalidDataException("checksum");
            }

            _at += 12 + length;
            switch (type)
            {
                case "HEAD": Head(data); break;
                case "META": Meta(data); break;
                case "LAYR": Layer(data); break;
                case "PART": Part(data); break;
            }
        }
    }

    public uint Width { get; private set; }

    public uint Height { get; private set; }

    public uint Count { get; private set; }

    public int Profile { get; private set; }

    public int ProfileVersion { get; private set; }

    public int Compositing { get; private set; }

    public int BlendSpace { get; private set; }

    public bool HasAlpha { get; private set; }

    public bool HasOpacity { get; private set; }

    /// <summary>Cutoff, epsilon, background.</summary>
    public float[] Floats { get; private set; } = [];

    public List<(string Name, string Value)> Metadata { get; } = [];

    /// <summary>x, y, L11, L21, L22, red, green, blue, alpha, opacity of each Gaussian.</summary>
    public List<double[]> Gaussians { get; } = [];

    /// <summary>Weights of the lossless profile.</summary>
    public List<float> Weights { get; } = [];

    private byte[] Parameters { get; set; } = [];

    private void Head(byte[] d)
    {
        (Width, Height, Count) =
            (BitConverter.ToUInt32(d, 0), BitConverter.ToUInt32(d, 4), BitConverter.ToUInt32(d, 8));
        (Profile, ProfileVersion, Compositing, BlendSpace) = (d[12], d[13], d[14], d[15]);
        (HasAlpha, HasOpacity) = ((d[16] & 1) != 0, (d[16] & 2) != 0);
        Floats = [.. Enumerable.Range(0, 6).Select(k => BitConverter.ToSingle(d, 18 + (4 * k)))];
        Parameters = d[42..];
    }

    private void Meta(byte[] d)
    {
        for (var p = 0; p < d.Length;)
        {
            Metadata.Add((Text(d, ref p), Text(d, ref p)));
        }
    }

    private void Layer(byte[] d)
    {
        var p = 0;
        var n = (int)Varint(d, ref p);
        if (Profile == 1)
        {
            CompactLayer(d[p..], n);
            return;
        }

        int[] widths = Profile switch
        {
            3 => [.. Enumerable.Repeat(32, 11)],
            2 => [32, 16, 16, 16, 8, 8, 8, .. HasAlpha ? [8] : Array.Empty<int>(),
                .. HasOpacity ? [8] : Array.Empty<int>()],
            _ => [],
        };
        var lengths = new int[widths.Length];
        for (var k = 0; k < lengths.Length; k++)
        {
            lengths[k] = (int)Varint(d, ref p);
        }

        var planes = new uint[widths.Length][];
        for (var k = 0; k < planes.Length; k++)
        {
            var stream = d.AsSpan(p, lengths[k]).ToArray();
            planes[k] = Profile == 3 ? FloatPlane(stream, n) : Plane(stream, widths[k], n);
            p += lengths[k];
        }

        for (var i = 0; i < n; i++)
        {
            var v = planes.Select(plane => plane[i]).ToArray();
            if (Profile == 3)
            {
                var floats =
                    v.Select(u => BitConverter.UInt32BitsToSingle(u >= 1u << 31 ? u - (1u << 31) : ~u)).ToArray();
                Gaussians.Add([.. floats.Take(10).Select(f => (double)f)]);
                Weights.Add(floats[10]);
            }
            else
            {
                Gaussians.Add(Standard(v));
            }
        }
    }

    private double[] Standard(uint[] v)
    {
        var (x, y) = Place(v[0]);
        var l = Cholesky(
            Math.Pow(2, -10 + (31.0 * v[1] / 65535)), Math.Pow(2, -10 + (31.0 * v[2] / 65535)), Math.PI * v[3] / 65536);
        return
        [
            Within(0, x, 65535), Within(8, y, 65535), .. l,
            Within(16, v[4], 255), Within(16, v[5], 255), Within(16, v[6], 255),
            HasAlpha ? v[7] / 255.0 : 1, HasOpacity ? Math.Pow(2, Within(24, v[^1], 255)) : 1,
        ];
    }

    private double Within(int at, uint level, uint levels)
    {
        double min = BitConverter.ToSingle(Parameters, at);
        double max = BitConverter.ToSingle(Parameters, at + 4);
        return min + ((max - min) * level / levels);
    }

    private (uint X, uint Y) Place(uint place)
    {
        if (Compositing == 2) return (place >> 16, place & 0xFFFF);

        uint x = 0, y = 0;
        for (var k = 0; k < 16; k++)
        {
            x |= ((place >> (2 * k)) & 1) << k;
            y |= ((place >> ((2 * k) + 1)) & 1) << k;
        }

        return (x, y);
    }

    private static double[] Cholesky(double a, double b, double t)
    {
        var xx = (a * a * Math.Cos(t) * Math.Cos(t)) + (b * b * Math.Sin(t) * Math.Sin(t));
        var xy = ((a * a) - (b * b)) * Math.Cos(t) * Math.Sin(t);
        var l11 = Math.Sqrt(xx);
        return [l11, xy / l11, a * b / l11];
    }

    private static uint[] Plane(byte[] stream, int w, int n)
    {
        var coder = new Coder(stream);
        var models = Enumerable.Range(0, 43).Select(_ => new Nibble()).ToArray();
        var mask = w == 32 ? uint.MaxValue : (1u << w) - 1;
        var kind = coder.Raw(1);
        var origin = kind == 1 ? coder.Raw(w) : 0;
        var previous = origin;
        var values = new uint[n];
        for (var i = 0; i < n; i++)
        {
            var f = Value(coder, models);
            values[i] = (previous + (f % 2 == 0 ? f / 2 : uint.MaxValue - (f / 2))) & mask;
            previous = kind == 0 ? values[i] : origin;
        }

        return values;
    }

    private static uint[] FloatPlane(byte[] stream, int n)
    {
        var p = 0;
        var s = (int)Varint(stream, ref p);
        var coder = new Coder(stream[p..(p + s)]);
        var models = Enumerable.Range(0, 8).Select(_ => new Nibble(32)).ToArray();
        var kind = coder.Raw(1);
        var origin = coder.Raw(32);
        var min = (int)coder.Raw(6);
        var at = 8 * (p + s);
        uint Plain(int bits)
        {
            var value = 0u;
            for (var k = 0; k < bits; k++, at++)
            {
                value |= at / 8 < stream.Length ? (uint)((stream[at / 8] >> (at % 8)) & 1) << k : 0;
            }

            return value;
        }

        var (previous, symbol) = (origin, 0);
        var values = new uint[n];
        for (var i = 0; i < n; i++)
        {
            symbol = models[symbol / 4].Read(coder);
            var c = symbol == 0 && min > 0 ? (int)Plain(6) : symbol + min;
            var rest = Math.Min(Math.Max(0, (c / 2) - 1), 30);
            var f = ((uint)(c - (2 * rest)) << rest) + Plain(rest);
            values[i] = previous + (f % 2 == 0 ? f / 2 : uint.MaxValue - (f / 2));
            previous = kind == 0 ? values[i] : origin;
        }

        return values;
    }

    private static uint Value(Coder coder, Nibble[] models)
    {
        var q = Math.Min(models[0].Read(coder), 8);
        var bits = Math.Min((4 * q) + (models[1 + q].Read(coder) & 3), 32);
        if (bits < 2) return (uint)bits;

        var m = Math.Min(bits - 1, 4);
        var value = (1u << (bits - 1)) + (((uint)models[10 + bits].Read(coder) & ((1u << m) - 1)) << (bits - 1 - m));
        return bits - 1 - m > 0 ? value + coder.Raw(bits - 1 - m) : value;
    }

    private static uint Varint(byte[] d, ref int p)
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = d[p++];
            value |= (uint)(b & 127) << shift;
            if (b < 128) return value;
        }
    }

    private static string Text(byte[] d, ref int p)
    {
        var length = (int)Varint(d, ref p);
        p += length;
        return Encoding.UTF8.GetString(d, p - length, length);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }

    private sealed class Coder
    {
        private readonly byte[] _stream;
        private int _at;
        private uint _range = uint.MaxValue;
        private uint _code;

        public Coder(byte[] stream)
        {
            _stream = stream;
            for (var k = 0; k < 4; k++)
            {
                _code = (_code << 8) | Byte();
            }
        }

        public uint Target => Math.Min(_code / (_range >> 15), 32767);

        public void Take(uint start, uint size)
        {
            var unit = _range >> 15;
            _code -= unit * start;
            _range = start + size == 32768 ? _range - (unit * start) : unit * size;
            Refill();
        }

        public uint Raw(int n)
        {
            if (n > 16)
            {
                var upper = Raw(n - 16);
                return (upper << 16) + Raw(16);
            }

            _range >>= n;
            var value = Math.Min(_code / _range, (1u << n) - 1);
            _code -= value * _range;
            Refill();
            return value;
        }

        private void Refill()
        {
            while (_range < 1 << 24)
            {
                _range <<= 8;
                _code = (_code << 8) | Byte();
            }
        }

        private byte Byte() => _at < _stream.Length ? _stream[_at++] : (byte)0;
    }

    private sealed class Nibble(int symbols = 16)
    {
        private readonly int[] _below = [.. Enumerable.Range(0, symbols + 1).Select(i => 32768 / symbols * i)];
        private int _seen;

        public int Read(Coder coder)
        {
            var target = coder.Target;
            var s = symbols - 1;
            while (_below[s] > target)
            {
                s--;
            }

            coder.Take((uint)_below[s], (uint)(_below[s + 1] - _below[s]));
            var rate = _seen < 16 ? 4 : _seen < 64 ? 5 : _seen < 256 ? 6 : 7;
            _seen = Math.Min(256, _seen + 1);
            for (var i = 0; i < symbols; i++)
            {
                _below[i] += ((i <= s ? i : 32768 - symbols + i) - _below[i]) >> rate;
            }

            return s;
        }
    }
}
