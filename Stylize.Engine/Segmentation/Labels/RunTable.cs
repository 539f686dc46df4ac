using System.Buffers;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Run-length encoding of a binary image: the horizontal runs of its foreground pixels in raster order. A run takes 12
/// bytes, so even the foreground of an image larger than memory fits. Rows are added from top to bottom.
/// </summary>
public sealed class RunTable : IDisposable
{
    private readonly int[] _rowOffsets;
    private int[] _rows;
    private int[] _starts;
    private int[] _ends;
    private readonly bool _joinsTouching;
    private int[]? _objects;
    private int _nextRow;

    /// <param name="joinsTouching">True to merge touching runs of a row; false if they may belong to different
    /// objects.</param>
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

    /// <summary>Creates a table whose runs belong to numbered objects; touching runs of different objects are not
    /// connected.</summary>
    /// <param name="isWhole">True if all runs of an object are one region, also if they do not touch.</param>
    internal static RunTable WithObjects(int width, int height, bool isWhole = false) =>
        new(width, height) { _objects = ArrayPool<int>.Shared.Rent(1024), AreWhole = isWhole };

    /// <summary>Pixels that objects exceed, derived from the diameter of the nuclei; null with other methods. Half at
    /// the border.</summary>
    internal long? MinimumArea { get; set; }

    /// <summary>True if the minimum area is that of small objects, and large ones have exceeded their own.</summary>
    internal bool IsMixed { get; set; }

    internal bool HasObjects => _objects is not null;

    /// <summary>True if all runs of an object are one region, also if they do not touch.</summary>
    internal bool AreWhole { get; private init; }

    /// <summary>The object of each run; empty if runs have none.</summary>
    internal ReadOnlySpan<int> Objects => _objects is null ? [] : _objects.AsSpan(0, Count);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows of the image, including those not yet added.</summary>
    public int Height { get; }

    /// <summary>Number of runs.</summary>
    public int Count { get; private set; }

    /// <summary>Row of each run.</summary>
    public ReadOnlySpan<int> Rows => _rows.AsSpan(0, Count);

    /// <summary>First column of each run.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    /// <summary>Column after the last one of each run.</summary>
    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>
    /// Returns the index of the first run at or after row <paramref name="y"/>; the number of runs for
    /// <see cref="Height"/>.
    /// </summary>
    public int RowOffset(int y) => y < _nextRow ? _rowOffsets[y] : Count;

    /// <summary>The first run of each row, and the number of runs.</summary>
    internal ReadOnlySpan<int> RowOffsets
    {
        get
        {
            _rowOffsets.AsSpan(_nextRow).Fill(Count);
            return _rowOffsets;
        }
    }

    /// <summary>Begins the next row. Calls of <see cref="Add(int, int)"/> add its runs.</summary>
    public void BeginRow() => _rowOffsets[_nextRow++] = Count;

    /// <summary>Adds a run to the current row.</summary>
    /// <param name="start">First column, at or after the end of the previous run.</param>
    /// <param name="end">Column after the last one.</param>
    public void Add(int start, int end) => Add(start, end, 0);

    /// <param name="id">The object of the run; ignored if the table has no objects.</param>
    internal void Add(int start, int end, int id)
    {
        if (Count > _rowOffsets[_nextRow - 1] && _ends[Count - 1] == start
            && (_objects is null ? _joinsTouching : _objects[Count - 1] == id))
        {
            _ends[Count - 1] = end;
            return;
        }

        Reserve(1);
        (_rows[Count], _starts[Count], _ends[Count]) = (_nextRow - 1, start, end);
        if (_objects is not null)
        {
            _objects[Count] = id;
        }

        Count++;
    }

    /// <summary>Adds a whole row from the objects of its pixels; 0 is the background.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal void AddRow(ReadOnlySpan<int> objects)
    {
        BeginRow();
        for (var x = 0; x < objects.Length;)
        {
            var skipped = objects[x..].IndexOfAnyExcept(0);
            if (skipped < 0) return;

            x += skipped;
            var length = objects[x..].IndexOfAnyExcept(objects[x]);
            var end = length < 0 ? objects.Length : x + length;
            Add(x, end, objects[x]);
            x = end;
        }
    }

    /// <summary>Creates a table from the objects of all pixels, whose runs are whole regions.</summary>
    internal static RunTable FromObjects(ReadOnlySpan<int> objects, int width)
    {
        var runs = WithObjects(width, objects.Length / width, isWhole: true);
        for (var y = 0; y < runs.Height; y++)
        {
            runs.AddRow(objects.Slice(y * width, width));
        }

        return runs;
    }

    /// <summary>Adds a whole row from its bits.</summary>
    /// <param name="bits">In the form that <see cref="Binarizer"/> returns; bits beyond the width are zero.</param>
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
            // A set bit of 'changes' marks a pixel that differs from its left neighbor.
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

    /// <summary>Applies the minimum area of another part of the image: the highest one, or if parts have small objects,
    /// the lowest of these.</summary>
    internal void AddLimit(RunTable other) => (MinimumArea, IsMixed) = (IsMixed, other.IsMixed) switch
    {
        (true, false) => (MinimumArea, true),
        (false, true) => (other.MinimumArea, true),
        (true, true) => (MinimumArea < other.MinimumArea ? MinimumArea : other.MinimumArea, true),
        _ => (MinimumArea > other.MinimumArea ? MinimumArea : other.MinimumArea ?? MinimumArea, false),
    };

    /// <summary>Returns the memory of the runs to its pool. The table is empty afterwards.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_rows);
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends);
        if (_objects is not null)
        {
            ArrayPool<int>.Shared.Return(_objects);
            _objects = [];
        }

        _rows = _starts = _ends = [];
        Count = 0;
    }

    /// <summary>Returns the object at each pixel of a row, 0 for none.</summary>
    internal int[] ObjectsIn(int y)
    {
        var objects = new int[Width];
        for (var run = RowOffset(y); run < RowOffset(y + 1); run++)
        {
            objects.AsSpan(_starts[run].._ends[run]).Fill(_objects![run]);
        }

        return objects;
    }

    /// <summary>Returns the chosen runs without their objects.</summary>
    internal RunTable Plain(Func<int, bool> chooses)
    {
        var table = new RunTable(Width, Height) { MinimumArea = MinimumArea, IsMixed = IsMixed };
        for (var y = 0; y < Height; y++)
        {
            table.BeginRow();
            for (var run = RowOffset(y); run < RowOffset(y + 1); run++)
            {
                if (chooses(run)) table.Add(_starts[run], _ends[run]);
            }
        }

        return table;
    }

    private void Reserve(int more)
    {
        if (Count + more <= Math.Min(_starts.Length, _objects?.Length ?? int.MaxValue)) return;

        var size = Math.Max(Count + more, checked(Count * 2));
        Grow(ref _rows, size);
        Grow(ref _starts, size);
        Grow(ref _ends, size);
        if (_objects is not null)
        {
            Grow(ref _objects, size);
        }
    }

    private void Grow(ref int[] array, int size)
    {
        var larger = ArrayPool<int>.Shared.Rent(size);
        array.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }
}
