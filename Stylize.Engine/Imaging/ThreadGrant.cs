namespace Stylize.Engine.Imaging;

/// <summary>The number of threads that a run may use, which may change while it runs. Loops read <see cref="Current"/> when they begin and
/// between their parts. A number converts to a grant that stays as it is; the default is one thread.</summary>
public readonly record struct ThreadGrant
{
    private readonly int _number;
    private readonly Func<int>? _current;

    /// <param name="number">Threads, the caller among them; less than 1 counts as 1.</param>
    public ThreadGrant(int number) => _number = number;

    /// <param name="current">Returns the present number; called often, from any thread. Clamped to 1 to <paramref name="max"/>.</param>
    /// <param name="max">The largest number that it ever returns; less than 1 counts as 1.</param>
    public ThreadGrant(Func<int> current, int max) => (_current, _number) = (current, max);

    /// <summary>Threads that may be used now, the caller among them, 1 to <see cref="Max"/>.</summary>
    public int Current => _current is null ? Max : Math.Clamp(_current(), 1, Max);

    /// <summary>The largest number that <see cref="Current"/> ever is, 1 or more; what each thread needs is sized by it.</summary>
    public int Max => Math.Max(1, _number);

    /// <summary>What is left beside one other thread of the same run, 1 or more.</summary>
    public ThreadGrant BesideOne
    {
        get
        {
            var all = this;
            return new ThreadGrant(() => all.Current - 1, Max - 1);
        }
    }

    /// <summary>Makes a grant of a fixed number.</summary>
    public static implicit operator ThreadGrant(int number) => new(number);
}
