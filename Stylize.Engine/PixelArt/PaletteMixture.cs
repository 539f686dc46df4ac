using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// The palette as a mixture over the superpixels, found by mass-constrained deterministic annealing (Rose 1998) as in Gerstner et al. 2012, section 4.3:
/// P(c|s) is proportional to P(c) exp(-|s - c| / T), and colours follow as weighted means. While there are fewer colours than asked for, each is two
/// halves that drift apart when the temperature allows it, whereupon it is split.
/// </summary>
/// <remarks>Sums run in 16 fixed lanes whatever the width of a vector, so the result does not depend on it.</remarks>
internal sealed unsafe class PaletteMixture : IDisposable
{
    private const int Lanes = Superpixels.Padding;
    private const float LeastProbability = 1e-12f;

    private readonly Superpixels _superpixels;
    private readonly float _splitDistance;
    private readonly float _perturbation;
    private readonly PaletteEntry[] _entries;
    private readonly (float Distance, int Entry)[] _pairs;
    private readonly PooledBuffer<float> _sums;
    private readonly PooledBuffer<float> _responsibilities;
    private int _count;

    /// <param name="locked">Colours that never move.</param>
    /// <param name="maxColors">Most colours, the locked ones among them.</param>
    public PaletteMixture(Superpixels superpixels, IReadOnlyList<Lab> locked, int maxColors, double splitDistance, double perturbation)
    {
        _superpixels = superpixels;
        MaxColors = maxColors;
        _splitDistance = (float)splitDistance;
        _perturbation = (float)perturbation;
        _entries = new PaletteEntry[(2 * maxColors) + 2];
        _pairs = new (float, int)[maxColors + 1];
        _sums = new PooledBuffer<float>(4 * _entries.Length * Lanes);
        _responsibilities = new PooledBuffer<float>(_entries.Length * Lanes);
        Locked = locked.Count;
        var share = 1f / Math.Max(1, maxColors > locked.Count ? locked.Count + 1 : locked.Count);
        foreach (var color in locked)
        {
            _entries[_count++] = new PaletteEntry { L = color.L, A = color.A, B = color.B, Probability = share, Color = Colors++, Locked = true };
        }

        if (Colors < maxColors)
        {
            var mean = Moments.Of(superpixels, color: -1).Mean;
            _entries[_count++] = new PaletteEntry { L = mean.L, A = mean.A, B = mean.B, Probability = share, Color = Colors++ };
            Open();
        }

        Show();
    }

    /// <summary>Palette colours, the halves of one counted once.</summary>
    public int Colors { get; private set; }

    /// <summary>Most colours.</summary>
    public int MaxColors { get; }

    /// <summary>Colours that never move; they come first.</summary>
    public int Locked { get; }

    /// <summary>True while colours may be split.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>The palette colours in order, halves merged by their probabilities.</summary>
    public Lab[] ToColors()
    {
        var colors = new Lab[Colors];
        for (var i = 0; i < _count; i++)
        {
            var merged = Merged(i);
            colors[_entries[i].Color] = new Lab(merged.L, merged.A, merged.B);
        }

        return colors;
    }

    /// <summary>Expectation and maximisation in one pass: responsibilities at temperature <paramref name="temperature"/>, what each superpixel shows, and the colours' new places.</summary>
    /// <returns>Sum of the distances that the colours moved, in Lab units, and the number of superpixels that show another colour than before.</returns>
    public (double Moved, int Changed) Refine(double temperature)
    {
        var changed = Associate((float)(1 / temperature));
        var moved = Maximise();
        Show();
        return (moved, changed);
    }

    /// <summary>Splits the colours whose halves are far apart, the furthest first, while there is room; when the palette is full, merges the halves of all.</summary>
    public void Expand()
    {
        if (!IsOpen)
        {
            return;
        }

        var pairs = 0;
        for (var i = 0; i + 1 < _count; i++)
        {
            if (_entries[i].Color == _entries[i + 1].Color)
            {
                _pairs[pairs++] = (PaletteEntry.Distance(_entries[i], _entries[i + 1]), i);
            }
        }

        _pairs.AsSpan(0, pairs).Sort(static (x, y) => x.Distance != y.Distance ? y.Distance.CompareTo(x.Distance) : x.Entry.CompareTo(y.Entry));
        for (var p = 0; p < pairs && _pairs[p].Distance > _splitDistance && Colors < MaxColors; p++)
        {
            _entries[_pairs[p].Entry + 1].Color = Colors++;
        }

        Merge();
        if (Colors < MaxColors)
        {
            AssignHard();
            Open();
        }
        else
        {
            IsOpen = false;
        }

        Show();
    }

    /// <summary>Merges the halves of every colour for good.</summary>
    public void Close()
    {
        Merge();
        IsOpen = false;
        Show();
    }

    /// <summary>Closes the palette and replaces it; every superpixel shows the nearest colour.</summary>
    /// <param name="colors">At most <see cref="MaxColors"/>, the locked ones first and unchanged.</param>
    public void Replace(ReadOnlySpan<Lab> colors)
    {
        for (var i = 0; i < colors.Length; i++)
        {
            _entries[i] = new PaletteEntry { L = colors[i].L, A = colors[i].A, B = colors[i].B, Probability = 1f / colors.Length, Color = i, Locked = i < Locked };
        }

        _count = Colors = colors.Length;
        IsOpen = false;
        Associate();
    }

    /// <summary>Lets every superpixel show the colour nearest to its mean.</summary>
    public void Associate()
    {
        AssignHard();
        Show();
    }

    public void Dispose()
    {
        _sums.Dispose();
        _responsibilities.Dispose();
    }

    /// <summary>The mean of a colour's halves, weighted by probability; a colour without a second half as it is.</summary>
    private PaletteEntry Merged(int index)
    {
        var first = index > 0 && _entries[index - 1].Color == _entries[index].Color ? index - 1 : index;
        var entry = _entries[first];
        if (first + 1 >= _count || _entries[first + 1].Color != entry.Color)
        {
            return entry;
        }

        var other = _entries[first + 1];
        var sum = entry.Probability + other.Probability;
        var (p, q) = sum > 0 ? (entry.Probability / sum, other.Probability / sum) : (0.5f, 0.5f);
        return entry with { L = (p * entry.L) + (q * other.L), A = (p * entry.A) + (q * other.A), B = (p * entry.B) + (q * other.B), Probability = sum };
    }

    private void Merge()
    {
        var target = 0;
        for (var i = 0; i < _count; target++)
        {
            var color = _entries[i].Color;
            var merged = Merged(i);
            while (i < _count && _entries[i].Color == color)
            {
                i++;
            }

            _entries[target] = merged;
        }

        _count = target;
    }

    /// <summary>Gives each free colour a second half, shifted along the principal axis of the superpixels that show it.</summary>
    private void Open()
    {
        var single = _count;
        var target = single;
        for (var i = 0; i < single; i++)
        {
            target += _entries[i].Locked ? 0 : 1;
        }

        _count = target;
        for (var i = single - 1; i >= 0; i--)
        {
            var entry = _entries[i];
            if (entry.Locked)
            {
                _entries[--target] = entry;
                continue;
            }

            var axis = Moments.Of(_superpixels, Colors > 1 ? entry.Color : -1).PrincipalAxis;
            entry.Probability /= 2;
            _entries[--target] = entry with
            {
                L = entry.L + (_perturbation * axis.L),
                A = entry.A + (_perturbation * axis.A),
                B = entry.B + (_perturbation * axis.B),
            };
            _entries[--target] = entry;
        }

        IsOpen = true;
    }

    /// <summary>Lets every superpixel show the nearest entry's colour.</summary>
    private void AssignHard()
    {
        var s = _superpixels;
        for (var i = 0; i < s.Length; i++)
        {
            var least = float.MaxValue;
            for (var k = 0; k < _count; k++)
            {
                ref readonly var entry = ref _entries[k];
                var (l, a, b) = (s.L[i] - entry.L, s.A[i] - entry.A, s.B[i] - entry.B);
                var distance = (l * l) + (a * a) + (b * b);
                if (distance < least)
                {
                    least = distance;
                    s.Color[i] = entry.Color;
                }
            }
        }
    }

    /// <summary>Writes the shown palette colour's value to each superpixel.</summary>
    private void Show()
    {
        var s = _superpixels;
        Span<PaletteEntry> colors = stackalloc PaletteEntry[Colors];
        for (var i = 0; i < _count; i++)
        {
            colors[_entries[i].Color] = Merged(i);
        }

        for (var i = 0; i < s.Length; i++)
        {
            ref readonly var color = ref colors[s.Color[i]];
            s.PaletteL[i] = color.L;
            s.PaletteA[i] = color.A;
            s.PaletteB[i] = color.B;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Associate(float inverseTemperature)
    {
        var s = _superpixels;
        var lanes = Vector<float>.Count;
        var sums = _sums.Pointer;
        var responsibilities = _responsibilities.Pointer;
        new Span<float>(sums, 4 * _count * Lanes).Clear();
        var changed = 0;
        for (var block = 0; block < s.Length; block += Lanes)
        {
            for (var part = 0; part < Lanes; part += lanes)
            {
                var i = block + part;
                var l = Vector.Load(s.L + i);
                var a = Vector.Load(s.A + i);
                var b = Vector.Load(s.B + i);
                var nearest = new Vector<float>(float.MaxValue);
                for (var k = 0; k < _count; k++)
                {
                    ref readonly var entry = ref _entries[k];
                    var dl = l - new Vector<float>(entry.L);
                    var da = a - new Vector<float>(entry.A);
                    var db = b - new Vector<float>(entry.B);
                    var distance = Vector.SquareRoot((dl * dl) + (da * da) + (db * db));
                    distance.Store(responsibilities + (k * Lanes) + part);
                    nearest = Vector.Min(nearest, distance);
                }

                var total = Vector<float>.Zero;
                var best = new Vector<float>(-1f);
                var shown = Vector<int>.Zero;
                var ofColor = Vector<float>.Zero;
                for (var k = 0; k < _count; k++)
                {
                    ref readonly var entry = ref _entries[k];
                    var distance = Vector.Load(responsibilities + (k * Lanes) + part);
                    var p = new Vector<float>(entry.Probability) * VectorExponential.Exp((nearest - distance) * new Vector<float>(inverseTemperature));
                    p.Store(responsibilities + (k * Lanes) + part);
                    total += p;
                    ofColor = k > 0 && _entries[k - 1].Color == entry.Color ? ofColor + p : p;
                    var more = Vector.GreaterThan(ofColor, best);
                    best = Vector.ConditionalSelect(more, ofColor, best);
                    shown = Vector.ConditionalSelect(more, new Vector<int>(entry.Color), shown);
                }

                var before = Vector.Load(s.Color + i);
                shown.Store(s.Color + i);
                changed -= Vector.Sum(Vector.AndNot(Vector.AsVectorInt32(Vector.GreaterThan(Vector.Load(s.Weight + i), Vector<float>.Zero)), Vector.Equals(before, shown)));
                var scale = Vector.Load(s.Weight + i) / total;
                for (var k = 0; k < _count; k++)
                {
                    var share = Vector.Load(responsibilities + (k * Lanes) + part) * scale;
                    var sum = sums + (4 * k * Lanes) + part;
                    (Vector.Load(sum) + share).Store(sum);
                    (Vector.Load(sum + Lanes) + (share * l)).Store(sum + Lanes);
                    (Vector.Load(sum + (2 * Lanes)) + (share * a)).Store(sum + (2 * Lanes));
                    (Vector.Load(sum + (3 * Lanes)) + (share * b)).Store(sum + (3 * Lanes));
                }
            }
        }

        return changed;
    }

    private double Maximise()
    {
        var all = 0.0;
        for (var k = 0; k < _count; k++)
        {
            all += Sum(k, 0);
        }

        var moved = 0.0;
        for (var k = 0; k < _count && all > 0; k++)
        {
            ref var entry = ref _entries[k];
            var mass = Sum(k, 0);
            entry.Probability = (float)Math.Max(mass / all, LeastProbability);
            if (entry.Locked || mass / all <= LeastProbability)
            {
                continue;
            }

            var before = entry;
            entry.L = (float)(Sum(k, 1) / mass);
            entry.A = (float)(Sum(k, 2) / mass);
            entry.B = (float)(Sum(k, 3) / mass);
            moved += PaletteEntry.Distance(before, entry);
        }

        return moved;
    }

    private double Sum(int entry, int field)
    {
        var sum = 0.0;
        foreach (var lane in _sums.Span.Slice(((4 * entry) + field) * Lanes, Lanes))
        {
            sum += lane;
        }

        return sum;
    }
}
