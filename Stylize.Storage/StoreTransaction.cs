using System.Data.Common;

namespace Stylize.Storage;

/// <summary>
/// Something that is stored wholly or not at all: rolled back where it is disposed before it is committed. A database whose disk is full
/// may have ended the transaction by itself; ending it once more fails too, which must not hide the first failure.
/// </summary>
internal sealed class StoreTransaction(DbTransaction transaction, Action ended) : IDisposable
{
    private bool _committed;

    public void Commit()
    {
        transaction.Commit();
        _committed = true;
        ended();
    }

    public void Dispose()
    {
        if (!_committed)
        {
            Quietly(transaction.Rollback);
        }

        Quietly(transaction.Dispose);
        ended();
    }

    /// <summary>Ends something that may have failed before; that failure is the one to tell.</summary>
    public static void Quietly(Action end)
    {
        try
        {
            end();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
        }
    }
}
