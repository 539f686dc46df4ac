namespace Stylize.Engine.Imaging;

/// <summary>The number of threads that a run may use, which may change during the run. Loops read <see cref="Current"/>
/// when they start and between their parts. A number converts to a constant grant. The default is one thread.</summary>
public readonly record struct ThreadGrant
{
    private readonly int _number;
    private readonly Func<int>? _current;

    /// <param name="number">Number of threads, including the caller; less than 1 counts as 1.</param>
    public ThreadGrant(int number) => _number = number;

    /// <param name="current">Returns the current number; called often, from any thread. Clamped to 1 to
    /// <paramref name="max"/>.</param>
    /// <param name="max">Maximum number; less than 1 counts as 1.</param>
    public ThreadGrant(Func<int> current, int max) => (_current, _number) = (current, max);

    /// <summary>Number of threads that may currently be used, including the caller, 1 to <see cref="Max"/>.</summary>
    public int Current => _current is null ? Max : Math.Clamp(_current(), 1, Max);

    /// <summary>Maximum of <see cref="Current"/>, 1 or more, which determines the size of per-thread memory.</summary>
    public int Max => Math.Max(1, _number);

    /// <summary>The grant minus one thread that the same run uses elsewhere, 1 or more.</summary>
    public ThreadGrant MinusOne
    {
        get
        {
            var all = this;
            return new ThreadGrant(() => all.Current - 1, Max - 1);
        }
    }

    /// <summary>Creates a grant of a constant number.</summary>
    public static implicit operator ThreadGrant(int number) => new(number);
}
