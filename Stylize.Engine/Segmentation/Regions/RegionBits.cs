using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>One region as a bit mask with a margin, to compute perimeters and the Euler number 64 pixels at a time.
/// Reusable.</summary>
internal sealed class RegionBits
{
    private ulong[] _mask = [];
    private ulong[] _border = [];
    private int _rows;
    private int _words;
    private int _stride;

    /// <summary>Draws a region into the mask. Bit 0 of a row is the margin left of the bounding box.</summary>
    /// <param name="right">Column after the last one of the bounding box.</param>
    public void Load(RegionSpan region, int left, int right)
    {
        _rows = region.Bottom - region.Top;
        _words = (right - left + 2 + 63) / 64;
        _stride = _words + 2;
        var size = (_rows + 2) * _stride;
        if (_mask.Length < size)
        {
            _mask = new ulong[size];
            _border = new ulong[size];
        }

        _mask.AsSpan(0, size).Clear();
        for (var run = 0; run < region.Length; run++)
        {
            var row = ((region.Rows[run] - region.Top + 1) * _stride) + 1;
            var from = region.Starts[run] - left + 1;
            var last = region.Ends[run] - left;
            var (firstWord, lastWord) = (from >> 6, last >> 6);
            var head = ulong.MaxValue << (from & 63);
            var tail = ulong.MaxValue >> (63 - (last & 63));
            if (firstWord == lastWord)
            {
                _mask[row + firstWord] |= head & tail;
            }
            else
            {
                _mask[row + firstWord] |= head;
                _mask.AsSpan(row + firstWord + 1, lastWord - firstWord - 1).Fill(ulong.MaxValue);
                _mask[row + lastWord] |= tail;
            }
        }
    }

    /// <summary>Returns the perimeter of Benkrid and Crookes (2000), as perimeter of scikit-image with neighborhood
    /// 4. Its parts join the centers of neighbors, so that vertical ones of oblong pixels have another length.
    /// </summary>
    /// <param name="aspect">Height of a pixel in widths.</param>
    public double Perimeter(double aspect)
    {
        var size = (_rows + 2) * _stride;
        _border.AsSpan(0, size).Clear();
        for (var row = 1; row <= _rows; row++)
        {
            for (var i = (row * _stride) + 1; i <= (row * _stride) + _words; i++)
            {
                var inner = _mask[i - _stride] & _mask[i + _stride] & FromLeft(_mask, i) & FromRight(_mask, i);
                _border[i] = _mask[i] & ~inner;
            }
        }

        long straight = 0, diagonal = 0, corner = 0, cornerUpright = 0;
        var upright = 0.0;
        for (var row = 1; row <= _rows; row++)
        {
            for (var i = (row * _stride) + 1; i <= (row * _stride) + _words; i++)
            {
                var center = _border[i];
                if (center == 0) continue;

                var (above, below) = (i - _stride, i + _stride);
                Count(_border[above], _border[below], FromLeft(_border, i), FromRight(_border, i), out var n0,
                    out var n1, out var n2);
                Count(
                    FromLeft(_border, above), FromRight(_border, above), FromLeft(_border, below),
                    FromRight(_border, below), out var d0, out var d1, out var d2);
                // n and d are the numbers of 4-neighbors and of diagonal neighbors on the border, in binary digits.
                var none = ~(n0 | n1 | n2);
                var one = n0 & ~n1;
                var twoOrThree = n1;
                var atMostTwoDiagonals = ~d2 & ~(d0 & d1);
                var twoDiagonals = ~d0 & d1;
                straight += BitOperations.PopCount(center & twoOrThree & atMostTwoDiagonals);
                diagonal += BitOperations.PopCount(center & ((none & twoDiagonals) | (one & d0 & d1)));
                var corners = center & one & ((d0 & ~d1) | twoDiagonals);
                corner += BitOperations.PopCount(corners);
                if (aspect == 1) continue;

                var (a, b, left, right) =
                    (_border[above], _border[below], FromLeft(_border, i), FromRight(_border, i));
                cornerUpright += BitOperations.PopCount(corners & (a | b));
                upright += Upright(center & twoOrThree & atMostTwoDiagonals, a, b, left, right);
            }
        }

        var slanted = Math.Sqrt(1 + (aspect * aspect));
        return straight + ((aspect - 1) * upright) + (diagonal * slanted)
            + (corner * ((1 + slanted) / 2)) + (cornerUpright * ((aspect - 1) / 2));
    }

    /// <summary>Returns the sum of the shares of vertical links in the links of pixels to their neighbors.</summary>
    private static double Upright(ulong pixels, ulong above, ulong below, ulong left, ulong right)
    {
        var (both, either, sides, side) = (above & below, above ^ below, left & right, left ^ right);
        return BitOperations.PopCount(pixels & both & ~(left | right))
            + (BitOperations.PopCount(pixels & either & side) / 2.0)
            + (BitOperations.PopCount(pixels & both & side) * 2 / 3.0)
            + (BitOperations.PopCount(pixels & either & sides) / 3.0);
    }

    /// <summary>Returns the Crofton perimeter of oblong pixels: the crossings of the outline by lines in four
    /// directions, each weighted by its share of all directions and by the distance of its lines.</summary>
    /// <param name="aspect">Height of a pixel in widths.</param>
    public double Crofton(double aspect)
    {
        long across = 0, down = 0, slanted = 0;
        for (var row = 1; row <= _rows + 1; row++)
        {
            for (var i = (row * _stride) + 1; i <= (row * _stride) + _words; i++)
            {
                var above = i - _stride;
                across += BitOperations.PopCount(_mask[i] ^ FromLeft(_mask, i));
                down += BitOperations.PopCount(_mask[i] ^ _mask[above]);
                slanted += BitOperations.PopCount(_mask[i] ^ FromLeft(_mask, above))
                    + BitOperations.PopCount(FromLeft(_mask, i) ^ _mask[above]);
            }
        }

        var angle = PortableMath.Atan2(aspect, 1) / Math.PI;
        return Math.PI / 2 * ((angle * across * aspect) + ((.5 - angle) * down)
            + (slanted / 4.0 * aspect / Math.Sqrt(1 + (aspect * aspect))));
    }

    /// <summary>
    /// Returns the Euler number (8-connected) and the Crofton perimeter (four directions) from the histogram of the 16
    /// configurations of 2 x 2 pixels (Ohser, Nagel and Schladitz 2002), with the weights of scikit-image. Bits of a
    /// configuration: 1 lower right, 2 upper right, 4 lower left, 8 upper left.
    /// </summary>
    public (int Euler, double Crofton) Configurations()
    {
        Span<long> counts = stackalloc long[16];
        for (var row = 1; row <= _rows + 1; row++)
        {
            for (var i = (row * _stride) + 1; i <= (row * _stride) + _words; i++)
            {
                var (lowerRight, upperRight) = (_mask[i], _mask[i - _stride]);
                var (lowerLeft, upperLeft) = (FromLeft(_mask, i), FromLeft(_mask, i - _stride));
                if ((lowerRight | upperRight | lowerLeft | upperLeft) == 0) continue;

                for (var configuration = 1; configuration < 15; configuration++)
                {
                    var set = ((configuration & 1) != 0 ? lowerRight : ~lowerRight)
                        & ((configuration & 2) != 0 ? upperRight : ~upperRight)
                        & ((configuration & 4) != 0 ? lowerLeft : ~lowerLeft) & ((configuration & 8) != 0
                            ? upperLeft : ~upperLeft);
                    counts[configuration] += BitOperations.PopCount(set);
                }
            }
        }

        var sqrt2 = Math.Sqrt(2);
        var crofton = ((counts[1] + counts[5]) * (Math.PI / 4 * (1 + (1 / sqrt2))))
            + ((counts[2] + counts[7] + counts[10] + counts[11]) * (Math.PI / (4 * sqrt2)))
            + (counts[3] * (Math.PI / (2 * sqrt2)))
            + ((counts[8] + counts[12]) * (Math.PI / 4))
            + ((counts[9] + counts[13]) * (Math.PI / 2));
        return ((int)(counts[8] - counts[6] - counts[14]), crofton);
    }

    private static ulong FromLeft(ulong[] bits, int i) => (bits[i] << 1) | (bits[i - 1] >> 63);

    private static ulong FromRight(ulong[] bits, int i) => (bits[i] >> 1) | (bits[i + 1] << 63);

    /// <summary>Adds four bits in every bit position and returns the sum as three binary digits.</summary>
    private static void Count(ulong a, ulong b, ulong c, ulong d, out ulong ones, out ulong twos, out ulong fours)
    {
        var (ab, cd) = (a ^ b, c ^ d);
        var (carryAb, carryCd, carry) = (a & b, c & d, ab & cd);
        ones = ab ^ cd;
        twos = carryAb ^ carryCd ^ carry;
        fours = carryAb & carryCd;
    }
}
