using System.Buffers;
using System.Numerics;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// A binary image as the horizontal runs of its foreground, in raster order. Runs of a row do not touch, unless objects were split there. Twelve bytes a run, so that an image
/// far larger than memory has room. Rows are added from top to bottom.
/// </summary>
public sealed class RunTable : IDisposable
{
    private readonly int[] _rowOffsets;
    private int[] _rows;
    private int[] _starts;
    private int[] _ends;
    private readonly bool _joinsTouching;
    private int _nextRow;

    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="joinsTouching">False where runs that touch belong to different objects and stay apart.</param>
    public RunTable(int width, int height, bool joinsTouching = true)
    {
        _joinsTouching = joinsTouching;
        Width = width;
        Height = height;
        _rowOffsets = new int[height + 1];
        _rows = ArrayPool<int>.Shared.Rent(1024);
        _starts = ArrayPool<int>.Shared.Rent(1024);
        _ends = ArrayPool<int>.Shared.Rent(1024);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows of the image, whether added yet or not.</summary>
    public int Height { get; }

    /// <summary>Number of runs.</summary>
    public int Count { get; private set; }

    /// <summary>Row of each run.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>First column of each run.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>Column after the last one of each run.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>Index of the first run of row <paramref name="y"/>; of the height: the number of runs.</summary>
    public int RowOffset(int y) => y < _nextRow ? _rowOffsets[y] : Count;

    /// <summary>Number of foreground pixels.</summary>
    public long Area
    {
        get
        {
            long area = 0;
            for (var i = 0; i < Count; i++)
            {
                area += _ends[i] - _starts[i];
            }

            return area;
        }
    }

    /// <summary>Begins the next row; its runs follow.</summary>
    public void BeginRow() => _rowOffsets[_nextRow++] = Count;

    /// <summary>Adds a run to the row begun last; joins it to the run before where they touch, unless told otherwise.</summary>
    public void Add(int start, int end)
    {
        if (_joinsTouching && Count > _rowOffsets[_nextRow - 1] && _ends[Count - 1] == start)
        {
            _ends[Count - 1] = end;
            return;
        }

        Reserve(1);
        _rows[Count] = _nextRow - 1;
        _starts[Count] = start;
        _ends[Count] = end;
        Count++;
    }

    /// <summary>Adds a whole row from its bits; bits beyond the width are zero.</summary>
    public void AddRow(ReadOnlySpan<ulong> bits)
    {
        BeginRow();
        Reserve((Width / 2) + 1);
        var (rows, starts, ends, row) = (_rows, _starts, _ends, _nextRow - 1);
        var count = Count;
        ulong carry = 0;
        var open = false;
        for (var word = 0; word < bits.Length; word++)
        {
            // A set bit of 'changes' is a pixel that differs from the one to its left.
            var changes = bits[word] ^ ((bits[word] << 1) | carry);
            carry = bits[word] >> 63;
            while (changes != 0)
            {
                var x = (word << 6) + BitOperations.TrailingZeroCount(changes);
                changes &= changes - 1;
                if (open)
                {
                    ends[count++] = x;
                }
                else
                {
                    rows[count] = row;
                    starts[count] = x;
                }

                open = !open;
            }
        }

        if (open)
        {
            ends[count++] = Width;
        }

        Count = count;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends);
        _rows = _starts = _ends = [];
        Count = 0;
    }

    private void Reserve(int more)
    {
        if (Count + more <= _starts.Length)
        {
            return;
        }

        var size = Math.Max(Count + more, checked(Count * 2));
        Grow(ref _rows, size);
        Grow(ref _starts, size);
        Grow(ref _ends, size);
    }

    private void Grow(ref int[] array, int size)
    {
        var larger = ArrayPool<int>.Shared.Rent(size);
        array.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }
}
