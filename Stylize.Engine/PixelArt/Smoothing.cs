using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>The two smoothing steps of a round: superpixel positions (Laplacian) and superpixel colours (bilateral), Gerstner et al. 2012, section 4.2.</summary>
internal sealed unsafe class Smoothing : IDisposable
{
    private readonly Superpixels _superpixels;
    private readonly float _share;
    private readonly float _sigma;
    private readonly int _filteredPitch;
    private readonly PooledBuffer<float> _filtered;

    /// <param name="positionShare">Share of a position that comes from the four neighbours, [0,1].</param>
    /// <param name="colorSigma">Sigma of the bilateral filter, in cells and in Lab units; 0 leaves the colours.</param>
    public Smoothing(Superpixels superpixels, double positionShare, double colorSigma)
    {
        _superpixels = superpixels;
        _share = (float)positionShare;
        _sigma = (float)colorSigma;
        _filteredPitch = superpixels.Pitch + Superpixels.Padding;
        _filtered = new PooledBuffer<float>(6 * _filteredPitch);
    }

    public void Run()
    {
        if (_share > 0)
        {
            Positions();
        }

        if (_sigma > 0)
        {
            Colors();
        }
    }

    public void Dispose() => _filtered.Dispose();

    /// <summary>Moves each position towards the mean of its neighbours. At the border of the grid it does not move in the direction in which a neighbour is missing.</summary>
    private void Positions()
    {
        var s = _superpixels;
        for (var cellY = 0; cellY < s.Height; cellY++)
        {
            for (var cellX = 0; cellX < s.Width; cellX++)
            {
                var i = s.Index(cellX, cellY);
                float sumX = 0, sumY = 0;
                var count = 0;
                Take(cellX > 0, i - 1);
                Take(cellX < s.Width - 1, i + 1);
                Take(cellY > 0, i - s.Pitch);
                Take(cellY < s.Height - 1, i + s.Pitch);
                var insideX = cellX > 0 && cellX < s.Width - 1;
                var insideY = cellY > 0 && cellY < s.Height - 1;
                s.ScratchX[i] = insideX ? s.X[i] + (_share * ((sumX / count) - s.X[i])) : s.X[i];
                s.ScratchY[i] = insideY ? s.Y[i] + (_share * ((sumY / count) - s.Y[i])) : s.Y[i];

                void Take(bool exists, int neighbour)
                {
                    if (exists)
                    {
                        sumX += s.X[neighbour];
                        sumY += s.Y[neighbour];
                        count++;
                    }
                }
            }
        }

        for (var cellY = 0; cellY < s.Height; cellY++)
        {
            var first = s.Index(0, cellY);
            new Span<float>(s.ScratchX + first, s.Width).CopyTo(new Span<float>(s.X + first, s.Width));
            new Span<float>(s.ScratchY + first, s.Width).CopyTo(new Span<float>(s.Y + first, s.Width));
        }
    }

    /// <summary>A 3x3 bilateral filter; superpixels without samples and the border take no part.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Colors()
    {
        var s = _superpixels;
        var falloff = -1 / (2 * _sigma * _sigma);
        var straight = VectorExponential.Exp(new Vector<float>(falloff))[0];
        var diagonal = VectorExponential.Exp(new Vector<float>(2 * falloff))[0];
        Span<int> around = [-s.Pitch - 1, -s.Pitch, -s.Pitch + 1, -1, 1, s.Pitch - 1, s.Pitch, s.Pitch + 1];

        // Filtered rows wait in scratch planes until the next row has been read.
        for (var cellY = 0; cellY <= s.Height; cellY++)
        {
            if (cellY < s.Height)
            {
                for (var cellX = 0; cellX < s.Width; cellX += Vector<float>.Count)
                {
                    var i = s.Index(cellX, cellY);
                    var l = Vector.Load(s.L + i);
                    var a = Vector.Load(s.A + i);
                    var b = Vector.Load(s.B + i);
                    var sumW = Vector<float>.One;
                    var (sumL, sumA, sumB) = (l, a, b);
                    for (var n = 0; n < 8; n++)
                    {
                        var j = i + around[n];
                        var otherL = Vector.Load(s.L + j);
                        var otherA = Vector.Load(s.A + j);
                        var otherB = Vector.Load(s.B + j);
                        var (dl, da, db) = (otherL - l, otherA - a, otherB - b);
                        var squared = (dl * dl) + (da * da) + (db * db);
                        var near = new Vector<float>(n is 1 or 3 or 4 or 6 ? straight : diagonal);
                        var weight = near * VectorExponential.Exp(squared * new Vector<float>(falloff));
                        weight = Vector.ConditionalSelect(Vector.GreaterThan(Vector.Load(s.Weight + j), Vector<float>.Zero), weight, Vector<float>.Zero);
                        sumW += weight;
                        sumL += weight * otherL;
                        sumA += weight * otherA;
                        sumB += weight * otherB;
                    }

                    var at = Filtered(cellY, cellX);
                    (sumL / sumW).Store(at);
                    (sumA / sumW).Store(at + _filteredPitch);
                    (sumB / sumW).Store(at + (2 * _filteredPitch));
                }
            }

            if (cellY > 0)
            {
                var from = Filtered(cellY - 1, 0);
                var to = s.Index(0, cellY - 1);
                new Span<float>(from, s.Width).CopyTo(new Span<float>(s.L + to, s.Width));
                new Span<float>(from + _filteredPitch, s.Width).CopyTo(new Span<float>(s.A + to, s.Width));
                new Span<float>(from + (2 * _filteredPitch), s.Width).CopyTo(new Span<float>(s.B + to, s.Width));
            }
        }
    }

    /// <summary>Where the filtered L* of a row waits; a* and b* follow.</summary>
    private float* Filtered(int cellY, int cellX) => _filtered.Pointer + ((cellY & 1) * 3 * _filteredPitch) + cellX;
}
